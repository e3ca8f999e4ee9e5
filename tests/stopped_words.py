"""Which words never stand in a sentence about people whose records are examined?"""

import re

STOPPED = (
    r"fak(e|es|ed|ing)", r"false(ly)?", r"falsif\w+", r"fabricat\w+", r"manufactur\w+",
    r"forg(e|ed|ery)",
    r"phantom\w*", r"ghost\w*", r"cheat\w*", r"cook(s|ed|ing)?", r"inflat\w+", r"pad(s|ded|ding)?",
    r"rig(s|ged|ging)?", r"plant(s|ed|ing)?", r"fram(e|es|ed|ing)", r"fraud\w*", r"corrupt\w*",
    r"guilt\w*", r"suspect\w*", r"suspicious\w*", r"culprits?", r"offenders?", r"red flags?",
    r"smoking gun", r"anomal\w+", r"risk scores?", r"worst", r"bad apples?", r"caught",
    r"clean(ed)?", r"innocent\w*", r"cleared", r"bad officers?", r"fraud scores?", r"misconduct",
    r"lie[ds]? about", r"normal", r"passed", r"surge[ds]?", r"suddenly", r"significant\w*",
)  # fmt: skip
STOP = re.compile(rf"\b({'|'.join(STOPPED)})\b", re.IGNORECASE)
# The same in Russian, as stems.
STOPPED_RU = re.compile(
    r"\b(подозр|мошенн|виновн|вина\b|фальсиф|поддел|подлог|подбро|преступник|аномал|липов|фиктивн|"
    r"махинац|недобросовест|обман|коррупц|наруш(ил|ител)|злоупотреб|разоблач)",
    re.IGNORECASE,
)
