"""What a person types at the door and about their account."""

from wtforms import EmailField, PasswordField, SubmitField
from wtforms.validators import DataRequired

from learnplan.web.forms import Form


class SignInForm(Form):
    """Coming in by password."""

    email = EmailField(
        "Work e-mail",
        validators=[DataRequired("Write the e-mail address you have at work.")],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        validators=[DataRequired("Write your password.")],
        render_kw={"autocomplete": "current-password"},
    )
    save = SubmitField("Sign in")


class PasswordForm(Form):
    """Choosing a password, for somebody who has none or has just said the old one."""

    current = PasswordField("Your password now", render_kw={"autocomplete": "current-password"})
    password = PasswordField(
        "New password",
        description="At least 12 characters. Four or five words make a good one.",
        validators=[DataRequired("Write a new password.")],
        render_kw={"autocomplete": "new-password"},
    )
    save = SubmitField("Set password")
