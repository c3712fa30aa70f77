from __future__ import annotations

from pathlib import Path

import pytest

from dedup.modelfiles import PACKAGED
from dedup.settings import PREFIX, Settings, SettingsError


@pytest.fixture(autouse=True)
def _no_settings_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_nothing_need_be_set() -> None:
    settings = Settings()
    assert settings.model == PACKAGED
    assert settings.data_dir == Path("dedup-data")
    assert settings.database_url is None


def test_the_environment_and_then_the_caller_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEDUP_DATABASE_URL", "postgresql://u@h/n")
    monkeypatch.setenv("DEDUP_PORT", "9000")
    monkeypatch.setenv("DEDUP_WINDOW_DAYS", "")
    settings = Settings(port=9001)
    assert (settings.database_url, settings.port, settings.window_days) == ("postgresql://u@h/n", 9001, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "99999"),
        ("LOG_LEVEL", "loud"),
        ("WINDOW_DAYS", "soon"),
        ("ENCODER_THREADS", "0"),
        ("ENCODER_DEVICE", "gpu"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError, match=f"{PREFIX}{name} is '{value}'"):
        Settings()


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(SettingsError, match="DEDUP_COLOUR"):
        Settings(colour="red")


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())
