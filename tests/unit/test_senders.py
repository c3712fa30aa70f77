from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.access.desks import Sight
from dedup.senders import load_houses, load_keeping, load_newsroom
from dedup.settings import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
[senders.desk]
kind = "superdesk"
secret_env = "DESK"
source = "NW"
window_days = 30
[[senders.desk.alerts]]
relations = ["rewrite"]
to = ["cms"]

[senders.ftp]
kind = "nitf"
unsigned = true

[[alerts]]
name = "all"
to = ["cms", "chat"]
languages = ["en"]

[destinations.cms]
kind = "webhook"
url = "https://cms.example/hook"
secret_file = "cms.secret"
[destinations.chat]
kind = "slack"
url_env = "CHAT"
desk = "city"
"""
ENVIRONMENT = {"DESK": "tide", "CHAT": "https://hooks.slack.example/x", "EMPTY": ""}


def load(tmp_path: Path, content: str) -> object:
    file = tmp_path / "senders.toml"
    file.write_text(content)
    (tmp_path / "cms.secret").write_text("whsec_dGlkZQ==\n")
    (tmp_path / "empty").write_text("\n")
    return load_newsroom(file, ENVIRONMENT)


def test_what_a_file_says(tmp_path: Path) -> None:
    file = tmp_path / "senders.toml"
    file.write_text(FILE)
    (tmp_path / "cms.secret").write_text("whsec_dGlkZQ==\n")
    config = load_newsroom(file, ENVIRONMENT)
    desk = config.senders["desk"]
    assert (desk.kind, desk.secret, desk.source, desk.window_days) == ("superdesk", "tide", "NW", 30)
    assert config.senders["ftp"].unsigned
    assert [(rule.name, rule.senders, rule.relations) for rule in config.rules] == [
        ("all", (), ()),
        ("desk 1", ("desk",), ("rewrite",)),
    ]
    assert config.destinations["cms"].secret == "whsec_dGlkZQ=="  # noqa: S105 - of this test
    assert config.destinations["chat"].url == ENVIRONMENT["CHAT"]
    assert (config.destinations["cms"].desk, config.destinations["chat"].desk) == (None, "city")
    assert config.seen_by(Sight(frozenset({"sport"})), {}).destinations.keys() == {"cms"}
    assert config.seen_by(Sight(frozenset({"city"})), {}).destinations.keys() == {"cms", "chat"}
    assert "tide" not in repr(config)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "superdesk"', 'kind = "superdusk"', "senders.desk.kind"),
        ('secret_env = "DESK"', "", "name its secret"),
        ('secret_env = "DESK"', 'secret_env = "NOPE"', "NOPE is not set"),
        ("unsigned = true", 'unsigned = true\nsecret_env = "DESK"', "choose one"),
        ('to = ["cms"]', 'to = ["sms"]', "no destination"),
        ('to = ["cms"]', "to = []", "senders.desk.alerts.0.to"),
        ('name = "all"', 'name = "desk 1"', "two rules"),
        ('name = "all"', 'senders = ["nobody"]', "no sender"),
        ("[senders.ftp]", '[senders."a/b"]', "part of an address"),
        ('secret_file = "cms.secret"', 'secret_file = "gone"', "can not be read"),
        ('url = "https://cms.example/hook"', 'url = "cms.example"', "http(s) address"),
        ('url = "https://cms.example/hook"', "", "http(s) address"),
        ('relations = ["rewrite"]', 'relations = ["stolen"]', "relations"),
        ("window_days = 30", "window_days = 30\nwindows = 2", "windows"),
        ("[senders.desk]", "[senders.desk", "is no TOML"),
        ('secret_env = "DESK"', 'secret_file = "empty"', "empty is empty"),
        ('secret_env = "DESK"', 'secret_env = "EMPTY"', "EMPTY is not set"),
        ('kind = "superdesk"\nsecret_env = "DESK"', 'kind = "json"\nsecret_env = "CHAT"', "base64"),
        ('secret_file = "cms.secret"', "", "signed with"),
        ('url_env = "CHAT"', 'url_env = "CHAT"\nsecret_env = "DESK"', "Slack checks no signature"),
        ('url = "https://cms.example/hook"', 'url = "https://"', "http(s) address"),
        ('to = ["cms"]', 'to = "cms"', "senders.desk.alerts.0.to: Input should be a valid list"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, FILE.replace(old, new, 1))
    assert said in str(caught.value)


def test_a_secret_that_can_not_be_one(tmp_path: Path) -> None:
    file = tmp_path / "senders.toml"
    file.write_text(FILE)
    (tmp_path / "cms.secret").write_text("no base64!")
    with pytest.raises(SettingsError, match="base64"):
        load_newsroom(file, ENVIRONMENT)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can not be read"):
        load_newsroom(tmp_path / "none.toml", {})


def test_houses_are_read_without_any_secret(tmp_path: Path) -> None:
    path = tmp_path / "senders.toml"
    path.write_text(
        '[senders.desk]\nkind = "superdesk"\nsecret_env = "NOT_SET"\n[houses]\nselm = ["Post", "Post Online"]\n'
    )
    assert load_houses(path) == {"selm": ["Post", "Post Online"]}


@pytest.mark.parametrize("houses", ['a = ["Post", "post"]', 'a = ["Post"]\nb = ["Post"]', 'a = [""]', 'a = "Post"'])
def test_a_source_is_of_one_house(tmp_path: Path, houses: str) -> None:
    path = tmp_path / "senders.toml"
    path.write_text(f"[houses]\n{houses}\n")
    with pytest.raises(SettingsError, match="houses"):
        load_houses(path)


def test_how_long_what_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "senders.toml"
    path.write_text('[keep]\ndays = 730\n[keep.sources]\n"Northern  Wire" = 365\n"Own Desk" = "always"\n')
    keeping = load_keeping(path)
    assert [keeping.days_of(source) for source in (None, "northern wire", "Own desk", "Other")] == [730, 365, None, 730]
    assert load_newsroom(path, {}).keeping == keeping
    for wrong in ('"A" = 0', '"A" = "never"', '"A" = 3\n"a " = 4', '"" = 3'):
        path.write_text(f"[keep.sources]\n{wrong}\n")
        with pytest.raises(SettingsError, match="senders file"):
            load_keeping(path)
