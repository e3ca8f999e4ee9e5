"""What has to hold of a case after every fault."""


def whole(case):
    """The chain is whole and the tables are as replayed; return what the verification shows."""
    from tallystick.review.log.verification import verify_case

    verdict = verify_case(case, replayed=True)
    assert verdict.differences == ()
    return verdict.shown
