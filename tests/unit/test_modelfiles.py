"""Where a sentence model's files lie and what they tell."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from dedup.errors import EncoderError
from dedup.modelfiles import (
    PACKAGED,
    declared_dimension,
    digest,
    is_packaged,
    local_folder,
    packaged_fingerprint,
    packaged_folder,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_name_is_the_packaged_model_a_folder_or_one_on_the_hub(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert local_folder(PACKAGED) == packaged_folder()
    assert local_folder(str(tmp_path)) == tmp_path
    assert local_folder("some/model") is None


@pytest.mark.parametrize("name", ["./nowhere", "~/nowhere", "/nowhere/at/all"])
def test_a_path_is_never_taken_for_a_name_on_the_hub(name: str) -> None:
    with pytest.raises(EncoderError, match="There is no folder"):
        local_folder(name)


def test_the_packaged_model_is_known_wherever_its_files_lie(tmp_path: Path) -> None:
    shutil.copytree(packaged_folder(), tmp_path / "copy")
    assert is_packaged(digest(tmp_path / "copy"))
    (tmp_path / "copy" / "added.json").write_text("{}")
    shutil.copytree(tmp_path / "copy", tmp_path / "other")
    assert not is_packaged(digest(tmp_path / "other"))


def test_a_hidden_file_and_a_description_are_no_part_of_a_model(tmp_path: Path) -> None:
    folder = shutil.copytree(packaged_folder(), tmp_path / "copy")
    (folder / ".lock").write_text("")
    (folder / "README.md").write_text("another description")
    assert digest(folder) == packaged_fingerprint()


def test_a_dimension_is_declared_only_where_nothing_follows_the_pooling(tmp_path: Path) -> None:
    assert declared_dimension(packaged_folder()) == 384
    folder = shutil.copytree(packaged_folder(), tmp_path / "copy")
    modules = (folder / "modules.json").read_text()
    (folder / "modules.json").write_text(modules.replace("models.Normalize", "models.Dense"))
    assert declared_dimension(folder) is None
    (folder / "modules.json").unlink()
    assert declared_dimension(folder) is None
