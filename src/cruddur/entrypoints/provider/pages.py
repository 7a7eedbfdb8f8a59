"""The provider's pages: what a person sees. Pure: a view in, bytes out. They work without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cruddur.entrypoints.provider.html import Markup, element, joined

_COMMA = (
    "M13 1C6.4 1 1.5 5.9 1.5 12.3c0 6 4.2 10.3 9.7 10.3 1.3 0 2.5-.2 3.5-.6-.9 4-4.2 7.3-9.4 9.3l1.3 3"
    "C16.7 31 23.5 23.6 23.5 13.2 23.5 5.9 19.3 1 13 1z"
)
_CONSOLE = "On a machine without e-mail the letter is shown on the server's console."


class Field(NamedTuple):
    """An input of a form.

    Attributes:
        hint: stands under it until there is an error.
        is_secret: what was typed is not sent back.
    """

    name: str
    label: str
    autocomplete: str
    type: str = "text"
    hint: str | None = None
    inputmode: str | None = None
    is_secret: bool = False
    max_chars: int = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a page shows beside its fixed words.

    Attributes:
        action: where it is sent: the same page, with the client's request in the query.
        token: against forms from elsewhere.
        values, errors: by field; an error's text ends with a full stop.
        alert: above the fields, for what belongs to none of them.
    """

    action: str
    token: str
    links: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    errors: Mapping[str, str] = field(default_factory=dict[str, str])
    alert: str | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Every page, in one frame.

    Attributes:
        assets: addresses of the files of this package, by name.
        home: where the product begins.
    """

    assets: Mapping[str, str]
    home: str

    def sign_in(self, form: Form) -> bytes:
        """E-mail or handle, and password."""
        fields = (
            Field("name", "E-mail or handle", "username", max_chars=254),
            Field("password", "Password", "current-password", type="password", is_secret=True),
        )
        return self._form(
            form,
            fields,
            title="Sign in",
            lead="to Cruddur Messages",
            say="Pick up where the sentence stopped.",
            button="Sign in",
            beside=element("p", _link("Forgot it?", form.links["recover"]), class_="pair"),
            foot=_foot("New here?", "Make an account", form.links["sign_up"]),
        )

    def sign_up(self, form: Form) -> bytes:
        """Name, handle, e-mail and password."""
        fields = (
            Field("display_name", "Name", "name", max_chars=120, hint="As others will see it."),
            Field(
                "handle", "Handle", "nickname", max_chars=31, hint="Letters, digits, dot, dash. Others find you by it."
            ),
            Field("email", "E-mail", "email", type="email", inputmode="email"),
            Field(
                "password",
                "Password",
                "new-password",
                type="password",
                is_secret=True,
                hint="12 characters or more. A few unrelated words are better than symbols.",
            ),
        )
        return self._form(
            form,
            fields,
            title="Make an account",
            lead="It takes an e-mail you can open now.",
            say="A name, a handle, and you are in the room.",
            button="Send me the code",
            foot=_foot("Have an account?", "Sign in", form.links["sign_in"]),
        )

    def confirm(self, form: Form) -> bytes:
        """The code that confirms an address."""
        return self._form(
            form,
            (_code_field(),),
            title="Open your e-mail",
            lead="A letter with six digits is on its way. They are good for 15 minutes.",
            say="One look at your letters, then come in.",
            button="Confirm",
            foot=_foot("No letter?", "Ask again", form.links["sign_up"]),
        )

    def other_handle(self, form: Form) -> bytes:
        """Another handle, since the first is taken. Only shown to whoever has confirmed an address."""
        return self._form(
            form,
            (Field("handle", "Handle", "nickname", max_chars=31, hint="Letters, digits, dot, dash."),),
            title="Choose another handle",
            lead="Your address is confirmed. Only the handle is missing.",
            say="A name, a handle, and you are in the room.",
            button="Take this one",
        )

    def recover(self, form: Form) -> bytes:
        """Who has forgotten a password."""
        return self._form(
            form,
            (Field("name", "E-mail or handle", "username", max_chars=254),),
            title="A new password",
            lead="We send six digits to your address. With them you set a new one.",
            say="It happens. The thread is still there.",
            button="Send me the code",
            foot=_foot("Remembered?", "Sign in", form.links["sign_in"]),
        )

    def new_password(self, form: Form) -> bytes:
        """The code, and the new password."""
        fields = (
            _code_field(),
            Field(
                "password",
                "New password",
                "new-password",
                type="password",
                is_secret=True,
                hint="12 characters or more. All your other browsers will be signed out.",
            ),
        )
        return self._form(
            form,
            fields,
            title="Open your e-mail",
            lead="If we know you, a letter with six digits is on its way. They are good for 15 minutes.",
            say="It happens. The thread is still there.",
            button="Set the password",
            foot=_foot("No letter?", "Ask again", form.links["recover"]),
        )

    def problem(self, title: str, about: str) -> bytes:
        """A dead end, and the way out of it."""
        card = element(
            "div",
            element("h1", title),
            element("p", about, class_="lead"),
            element("a", "Go to the front page", href=self.home, class_="btn btn--main"),
            class_="card",
        )
        return self._page(title, "The sentence stopped here.", card)

    def _form(
        self,
        form: Form,
        fields: tuple[Field, ...],
        *,
        title: str,
        lead: str,
        say: str,
        button: str,
        beside: Markup | None = None,
        foot: Markup | None = None,
    ) -> bytes:
        focus = _focus(form, fields)
        card = element(
            "form",
            element("h1", title),
            element("p", lead, class_="lead"),
            element("p", form.notice, class_="notice", role="status") if form.notice else None,
            element("p", _icon_wrong(), element("span", form.alert), class_="alert", role="alert")
            if form.alert
            else None,
            element("input", type="hidden", name="form_token", value=form.token),
            *(_field(each, form, has_focus=each.name == focus) for each in fields),
            beside,
            element("button", button, class_="btn btn--main"),
            foot,
            class_="card",
            method="post",
            action=form.action,
            novalidate=True,
        )
        return self._page(f"Not yet: {title}" if form.errors or form.alert else title, say, card)

    def _page(self, title: str, say: str, card: Markup) -> bytes:
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1, viewport-fit=cover"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", f"{title} · Cruddur"),
            element("script", src=self.assets["pages.js"]),
            *(
                element("link", rel="stylesheet", href=self.assets[name])
                for name in ("fonts.css", "tokens.css", "pages.css")
            ),
            element("link", rel="icon", href=self.assets["icon.svg"], type="image/svg+xml"),
        )
        wordmark = element("a", _comma("mark"), "Cruddur", href=self.home, class_="wordmark")
        say_side = element(
            "aside",
            wordmark,
            element("p", say, class_="say"),
            element("p", "Sign-in for this installation, by its own provider.", class_="aside"),
            _comma("big"),
            class_="gate__say",
        )
        body = element("div", say_side, element("main", card, class_="gate__form", id="main"), class_="gate")
        page = element("html", head, element("body", body), lang="en")
        return b"<!doctype html>\n" + page.encode()


def _code_field() -> Field:
    return Field("code", "Code", "one-time-code", inputmode="numeric", hint=_CONSOLE, is_secret=True, max_chars=16)


def _focus(form: Form, fields: tuple[Field, ...]) -> str | None:
    """The first field with an error, else the first that is empty."""
    for each in fields:
        if each.name in form.errors:
            return each.name
    return next((each.name for each in fields if each.is_secret or not form.values.get(each.name)), None)


def _field(each: Field, form: Form, *, has_focus: bool) -> Markup:
    error = form.errors.get(each.name)
    described = f"{each.name}-error" if error else f"{each.name}-hint" if each.hint else None
    control = element(
        "input",
        id=each.name,
        name=each.name,
        type=each.type,
        value=None if each.is_secret else form.values.get(each.name, ""),
        autocomplete=each.autocomplete,
        inputmode=each.inputmode,
        autocapitalize=None if each.name == "display_name" else "none",
        autocorrect=None if each.name == "display_name" else "off",
        spellcheck="false",
        dir=None if each.is_secret else "auto",
        maxlength=each.max_chars,
        required=True,
        autofocus=has_focus,
        aria_invalid="true" if error else None,
        aria_describedby=described,
    )
    if each.type == "password":
        control = element("span", control, class_="with")
    return element(
        "div",
        element("label", each.label, for_=each.name),
        control,
        element("p", _icon_wrong(), element("span", error), class_="err", id=f"{each.name}-error") if error else None,
        element("p", each.hint, class_="help", id=f"{each.name}-hint") if each.hint and not error else None,
        class_="field field--bad" if error else "field",
    )


def _foot(question: str, text: str, href: str) -> Markup:
    return element("p", element("span", question), _link(text, href), class_="foot")


def _link(text: str, href: str) -> Markup:
    return element("a", text, class_="link", href=href)


def _comma(class_: str) -> Markup:
    return element("svg", element("path", d=_COMMA), class_=class_, viewBox="0 0 25 35", aria_hidden="true")


def _icon_wrong() -> Markup:
    lines = joined(element("circle", cx=10, cy=10, r=7), element("path", d="M10 6.3v4.4M10 13.6v.01"))
    return element("svg", lines, class_="ic", viewBox="0 0 20 20", aria_hidden="true")
