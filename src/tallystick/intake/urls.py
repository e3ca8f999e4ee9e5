"""The addresses of the channel."""

from __future__ import annotations

from django.urls import path

from tallystick.intake.pages import answering, front, telling

urlpatterns = [
    path("", front.front),
    path("tell", telling.tell),
    path("answer", answering.answer),
    path("leave", front.leave),
    path("intake.css", front.style),
]
handler404 = "tallystick.intake.pages.front.missing"
handler500 = "tallystick.intake.pages.front.failed"
handler400 = "tallystick.intake.pages.front.failed"
