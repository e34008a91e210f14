"""What a person types at the door and about their account."""

from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    SelectField,
    StringField,
    SubmitField,
)
from wtforms.validators import DataRequired, Length, Optional

from learnplan.directory.models import PASSKEY_NAME_LIMIT
from learnplan.web.forms import Form

EITHER_CODE = "The six digits your authenticator shows now, or one of your recovery codes."
AS_TYPED = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


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


class CodeForm(Form):
    """The second step after the password."""

    code = StringField(
        "Code",
        description=EITHER_CODE,
        validators=[DataRequired("Write the code."), Length(max=60)],
        render_kw=AS_TYPED,
    )
    save = SubmitField("Go on")


class ConfirmForm(Form):
    """The first code of an authenticator that is being set up."""

    code = StringField(
        "The six digits it shows",
        validators=[DataRequired("Write the code."), Length(max=60)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    save = SubmitField("Set it up")


class ProofForm(Form):
    """Showing once more who one is; the code is asked for where there is a second step."""

    current = PasswordField(
        "Your password",
        validators=[DataRequired("Write your password.")],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        "Code",
        description=EITHER_CODE,
        validators=[Length(max=60)],
        render_kw=AS_TYPED,
    )
    save = SubmitField("Go on")


class PasskeyForm(Form):
    """What a new passkey is to be called."""

    name = StringField(
        "What you will call it",
        description="Such as “phone” or “blue key”, so that you know later which one it is.",
        validators=[Length(max=PASSKEY_NAME_LIMIT, message="Use at most %(max)d characters.")],
        render_kw={"autocomplete": "off"},
    )
    save = SubmitField("Add a passkey")


class PasskeyNameForm(PasskeyForm):
    """What a passkey is called from now on."""

    save = SubmitField("Save the name")


class TimeForm(Form):
    """Whose midnight it is."""

    zone = SelectField("Time zone", validators=[Optional()])
    save = SubmitField("Save")


class LanguageForm(Form):
    """How days and numbers are written."""

    language = SelectField("Language", validators=[Optional()])
    save = SubmitField("Save")


class MailForm(Form):
    """Which kinds of mail somebody wants: a box for each, named as the kind."""

    account = BooleanField(
        "A sign-in on a new browser, or a change to how I come in",
        description="So that you hear of it when it was not you.",
    )
    shared = BooleanField(
        "Something was shared with me or written to me, somebody let me know their name, or a "
        "circle asked me to come",
        description="At most one mail a day, in the morning. It does not say what, nor who.",
    )
    ledger = BooleanField(
        "The head of the public ledger, each quarter",
        description="A line to keep: it shows if a published number is ever changed afterwards.",
    )
    meetings = BooleanField(
        "A circle of mine meets within a day",
        description="Unless I said that I do not come this time. It does not say which circle.",
    )
    boards = BooleanField(
        "The boards that I chose",
        description="Each Monday, or once something changed beyond chance, as I chose for each.",
    )
    save = SubmitField("Save")
