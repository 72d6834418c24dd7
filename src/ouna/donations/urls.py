"""Addresses of giving, receipts and posters."""

from django.urls import path, register_converter

from ouna.donations import views


class Code:
    """A receipt code as people write it; what it means is decided in `rules.read_code`."""

    regex = r"[0-9A-Za-z-]{8,20}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Token:
    """The private part of a link."""

    regex = r"[A-Za-z0-9_-]{20,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Code, "receipt_code")
register_converter(Token, "pledge_token")

app_name = "donations"
urlpatterns = [
    path("give/", views.give, name="give"),
    path("give/<pledge_token:token>/", views.pledge, name="pledge"),
    path("give/<pledge_token:token>/slip.pdf", views.slip_pdf, name="slip"),
    path("give/<pledge_token:token>/qr.png", views.qr_png, name="qr_png"),
    path("give/<pledge_token:token>/qr.svg", views.qr_svg, name="qr_svg"),
    path("poster/<str:ref>.pdf", views.poster_pdf, name="poster"),
    path("find/", views.find, name="find"),
    path("receipt/check/", views.check, name="check"),
    path("receipt/<receipt_code:code>/", views.receipt, name="receipt"),
    path("receipt/<receipt_code:code>.pdf", views.receipt_pdf, name="receipt_pdf"),
    path("receipt/<receipt_code:code>.tlog-proof", views.receipt_proof, name="receipt_proof"),
]
