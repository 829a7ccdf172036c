"""The files of templates: one for each group of types, read whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from pydantic import ValidationError

from tongban.base.errors import Invalid
from tongban.licences.rules.layouts.layout import Layout

LARGEST = 512 * 1024


class TemplatesRefused(Invalid):
    """A file of templates has a fault; `fields` names its place."""

    code = "licences.templates_refused"


def read(content: bytes, file_name: str) -> dict[str, Layout]:
    """The templates of a file by the key of their type, or `TemplatesRefused`."""
    if len(content) > LARGEST:
        raise TemplatesRefused(f"{file_name}：文件太大。")
    try:
        values = yaml.load(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        raise TemplatesRefused(f"{file_name}：文件读不懂。") from None
    if not isinstance(values, Mapping):
        raise TemplatesRefused(f"{file_name}：文件应当由“类型: 模板”组成。")
    made: dict[str, Layout] = {}
    wrong: dict[str, str] = {}
    for key, value in values.items():
        try:
            made[str(key)] = Layout.model_validate(value)
        except ValidationError as declined:
            for error in declined.errors(include_url=False):
                path = ".".join(str(step) for step in error["loc"])
                wrong[f"{key}.{path}"] = str(error["msg"]).removeprefix("Value error, ")
    if wrong:
        raise TemplatesRefused(f"{file_name}：{next(iter(wrong))} 不对。", fields=wrong)
    return made
