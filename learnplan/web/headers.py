"""What a browser may do with our pages: nothing that we did not send ourselves."""

import secrets

from flask import Flask, Response, g, request


def nonce() -> str:
    """This response's own word, by which our one inline style is known."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def protect(app: Flask) -> None:
    """Send the security headers with every response of ``app``."""

    @app.after_request
    def say_what_is_allowed(response: Response) -> Response:
        own = f"'self' 'nonce-{nonce()}'"
        response.headers.setdefault(  # a view may allow less
            "Content-Security-Policy",
            f"default-src 'none'; script-src {own}; style-src {own}; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'",
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.after_request
    def say_where_to_go(response: Response) -> Response:
        """A script that sends a file cannot see where it is sent on to: it is told, and goes."""
        if response.status_code in {302, 303} and "X-Upload" in request.headers:
            response.headers["X-Go-To"] = response.headers.pop("Location")
            response.status_code = 200
        return response
