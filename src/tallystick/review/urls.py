"""Which page lies at which address; docs/workbench.md has the list."""

from __future__ import annotations

from typing import Any

from django.urls import path

from tallystick.review.loopback import enter
from tallystick.review.pages import (
    bundle,
    checks,
    decide,
    dossier,
    files,
    finding,
    findings_list,
    front,
    log,
    people,
    picture,
    readings,
    records,
    runs,
    threads,
)

handler404 = "tallystick.review.pages.refused.missing"

urlpatterns: list[Any] = [
    path("", front.front),
    path("enter/<str:token>", enter),
    path("static/<str:name>", files.file),
    path("language", log.spoken),
    path("findings", findings_list.findings),
    path("findings/<slug:code>", finding.finding),
    path("findings/<slug:code>/records", records.records),
    path("findings/<slug:code>/records/again", records.again),
    path("findings/<slug:code>/records/mark", records.marked),
    path("findings/<slug:code>/picture", picture.picture),
    path("findings/<slug:code>/unmask", finding.unmasked),
    path("findings/<slug:code>/open", finding.lead_opened),
    path("findings/<slug:code>/question/<int:number>", finding.answered),
    path("findings/<slug:code>/propose", decide.proposed),
    path("findings/<slug:code>/refer", decide.referred),
    path("findings/<slug:code>/second", decide.second),
    path("findings/<slug:code>/seen", decide.seen),
    path("findings/<slug:code>/agree", decide.seconded),
    path("findings/<slug:code>/end", decide.ended),
    path("findings/<slug:code>/outcome", decide.outcome),
    path("checks", checks.checks),
    path("checks/<str:name>", checks.check),
    path("readings", readings.readings),
    path("readings/draw", readings.lot_drawn),
    path("readings/<str:quarter>/<slug:code>", readings.reading),
    path("readings/<str:quarter>/<slug:code>/give", readings.reading_given),
    path("runs", runs.runs),
    path("runs/<int:number>", runs.run),
    path("runs/<int:number>/withdraw", runs.withdrawn),
    path("runs/<int:number>/against/<int:other>", runs.against),
    path("runs/<int:number>/replies.toml", runs.replies),
    path("runs/<int:number>/threads/<int:place>", threads.thread),
    path("units/<int:number>", dossier.dossier, {"kind": "unit"}),
    path("units/<int:number>/unmask", dossier.unmasked, {"kind": "unit"}),
    path("officers/<int:number>", dossier.dossier, {"kind": "officer"}),
    path("officers/<int:number>/unmask", dossier.unmasked, {"kind": "officer"}),
    path("log", log.log),
    path("log/<int:seq>", log.entry),
    path("log/<int:seq>/erase", log.erased),
    path("people", people.people),
    path("people/add", people.added),
    path("people/roles", people.roles_changed),
    path("people/recuse", people.recused),
    path("half", log.half_of_now),
    path("half/give", log.half_given),
    path("bundle", bundle.bundle),
    path("bundle/make", bundle.made),
]
