"""What a browser may do with our pages: nothing that we did not send ourselves."""

import secrets

from flask import Flask, Response, g, request

_POLICY = (
    "default-src 'none'; script-src 'self'{0}; style-src 'self'{0}; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
WITHOUT_INLINE = _POLICY.format("")
"""For a page in which nothing is inline, so that it needs no word of its own."""
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    # Of an address in Mine, a log of Ours learns no more than that somebody came from here.
    ("Referrer-Policy", "strict-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cache-Control", "no-store"),
)
SECURELY = (("Strict-Transport-Security", "max-age=31536000"),)


def nonce() -> str:
    """This response's own word, by which our one inline style is known."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def protect(app: Flask) -> None:
    """Send the security headers with every response of ``app``."""
    always = ALWAYS + SECURELY * bool(app.config["SESSION_COOKIE_SECURE"])

    @app.after_request
    def say_what_is_allowed(response: Response) -> Response:
        said = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - they are pairs
        for name, value in always:
            if name.lower() not in said:
                response.headers.add(name, value)
        if "content-security-policy" not in said:  # a view may allow less
            policy = _POLICY.format(f" 'nonce-{nonce()}'")
            response.headers.add("Content-Security-Policy", policy)
        return response

    @app.after_request
    def say_where_to_go(response: Response) -> Response:
        """A script that sends a file cannot see where it is sent on to: it is told, and goes."""
        if response.status_code in {302, 303} and "X-Upload" in request.headers:
            response.headers["X-Go-To"] = response.headers.pop("Location")
            response.status_code = 200
        return response
