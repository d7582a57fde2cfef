"""What an administrator does on the server for somebody who cannot sign in."""

import pytest
from django.core.management import CommandError, call_command
from django_otp.plugins.otp_totp.models import TOTPDevice

from samsyn_web.directory.models import Account
from samsyn_web.trail.models import Entry
from web.cast import town

pytestmark = pytest.mark.django_db


def test_a_new_password_and_a_new_code_app_leave_a_row_on_the_trail(capsys):
    town()
    account = Account.objects.get(username="nora")
    TOTPDevice.objects.create(user=account, name="kodapp", confirmed=True)
    call_command("account", "nora", "--password", "--forget-code")
    told = capsys.readouterr().out
    password = told.split("Lösenordet är ")[1].split(". ")[0]
    account.refresh_from_db()
    assert account.check_password(password)
    assert not TOTPDevice.objects.filter(user=account).exists()
    entry = Entry.objects.get()
    assert "nytt lösenord" in entry.why
    assert password not in entry.why


def test_a_closed_account_can_be_opened():
    town()
    call_command("account", "nora", "--close")
    assert not Account.objects.get(username="nora").is_active
    call_command("account", "nora", "--open")
    assert Account.objects.get(username="nora").is_active


@pytest.mark.parametrize("said", [["ingen", "--password"], ["nora"], ["nora", "--open", "--close"]])
def test_what_cannot_be_done_is_said_and_changes_nothing(said):
    town()
    with pytest.raises(CommandError):
        call_command("account", *said)
    assert not Entry.objects.exists()
