"""Which page lies at which address; docs/workbench.md has the list."""

from __future__ import annotations

from typing import Any

from django.urls import path

from tallystick.review.loopback import enter
from tallystick.review.pages import files, finding, findings_list, front, log, runs

handler404 = "tallystick.review.pages.refused.missing"

urlpatterns: list[Any] = [
    path("", front.front),
    path("enter/<str:token>", enter),
    path("static/<str:name>", files.file),
    path("language", log.spoken),
    path("findings", findings_list.findings),
    path("findings/<slug:code>", finding.finding),
    path("findings/<slug:code>/unmask", finding.unmasked),
    path("findings/<slug:code>/open", finding.lead_opened),
    path("findings/<slug:code>/question/<int:number>", finding.answered),
    path("runs", runs.runs),
    path("runs/<int:number>", runs.run),
    path("runs/<int:number>/withdraw", runs.withdrawn),
    path("runs/<int:number>/against/<int:other>", runs.against),
    path("log", log.log),
    path("log/<int:seq>", log.entry),
    path("half", log.half_of_now),
    path("half/give", log.half_given),
]
