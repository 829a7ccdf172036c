"""What a JSON Schema error means, in plain Chinese and without repeating what was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema import ValidationError

_MANY = 12

_TYPES = {
    "string": "这里应当是文字。",
    "integer": "这里应当是整数。",
    "number": "这里应当是数字。",
    "boolean": "这里只能是“是”或“否”。",
    "array": "这里应当是可选多项的列表。",
    "object": "这里应当是一组填写项。",
}

FORMATS = {
    "date": "请写成真实的日期，例如 2026-03-13。",
    "past-date": "请写真实的日期，不能晚于今天，例如 2026-03-13。",
    "future-date": "请写真实的日期，不能早于今天。",
    "month": "请写成年月，例如 2026-03。",
    "time": "请写成时间，例如 09:30。",
    "citizen-number": "公民身份号码不对，请核对 18 位号码。",
    "uscc": "统一社会信用代码不对，请核对 18 位代码。",
    "mobile": "手机号码不对，应当是 1 开头的 11 位数字。",
    "phone": "电话号码不对，例如 0451-12345678 或手机号码。",
    "email": "电子邮箱不对，例如 name@example.com。",
    "bank-account": "银行账号应当是 12 到 30 位数字，中间不留空格。",
    "plate": "车牌号码不对，例如 黑A12345。",
    "vin": "车辆识别代号应当是 17 位字母和数字，没有 I、O、Q。",
    "text": "有不能识别的字符，请删掉后重新输入。",
    "line": "这里只能写一行文字。",
}


def sentence(error: ValidationError) -> str:
    """One sentence for the person who wrote it."""
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    said = schema.get("x-sentence")
    if said and error.validator in {"pattern", "enum", "format"}:
        return str(said)
    say = _BY_KEYWORD.get(str(error.validator))
    return say(error.validator_value) if say else "这里的写法不对。"


def places(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where an error belongs and what to say there; one missing field is one place."""
    path = tuple(error.absolute_path)
    if error.validator == "required" and isinstance(error.instance, dict):
        missing = re.match(r"'(.+?)' is a required property", error.message)
        yield (*path, missing.group(1) if missing else ""), "必须填写。"
    elif error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        for name in error.instance:
            if name not in known:
                yield (*path, str(name)[:64]), "没有这一项，请核对名称。"
    else:
        yield path, sentence(error)


def _type(wanted: object) -> str:
    return _TYPES.get(str(wanted), "这里的写法不对。")


def _enum(choices: object) -> str:
    if isinstance(choices, list) and len(choices) <= _MANY:
        return f"只能是：{'、'.join(str(choice) for choice in choices)}。"
    return "不在可选范围内。"


def _at_least(count: object) -> str:
    return "请填写。" if count == 1 else f"至少写 {count} 个字。"


def _choose(count: object) -> str:
    return f"请至少选 {count} 项。"


_BY_KEYWORD: dict[str, Callable[[Any], str]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda value: _enum([value]),
    "minLength": _at_least,
    "maxLength": lambda count: f"最多写 {count} 个字。",
    "minimum": lambda bound: f"不能小于 {bound}。",
    "maximum": lambda bound: f"不能大于 {bound}。",
    "minItems": _choose,
    "maxItems": lambda count: f"最多 {count} 项。",
    "uniqueItems": lambda _: "有重复的项。",
    "format": lambda name: FORMATS.get(str(name), "这里的写法不对。"),
}
