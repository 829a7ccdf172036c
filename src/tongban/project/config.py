"""Typed settings from the environment (prefix TONGBAN_); a wrong one is refused at start."""

from __future__ import annotations

import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tongban.project.startup import CannotStart

SECRET = frozenset(
    {"secret_key", "sms_secret", "database_url", "email_url", "pkcs11_pin", "carrier_secret"}
)


class WrongSetting(CannotStart):
    """A setting cannot be used; the message is one line for the operator."""


class Config(BaseSettings):
    """All settings of a node."""

    model_config = SettingsConfigDict(env_prefix="TONGBAN_", extra="ignore", frozen=True)

    mode: Literal["demo", "production"] = Field("demo", description="demo or production")
    host: str = Field("127.0.0.1", description="address the web server listens on")
    port: int = Field(8000, ge=1, le=65535, description="port the web server listens on")
    base_url: str = Field("", description="public address, printed in QR codes and messages")
    data_dir: Path = Field(Path(".tongban"), description="folder for everything the node writes")
    database_url: str = Field("", description="PostgreSQL to use instead of the private one")
    key_dir: Path | None = Field(None, description="folder of the keys; default: data_dir/keys")
    pkcs11_module: Path | None = Field(None, description="PKCS#11 library that guards the keys")
    pkcs11_token: str = Field("", description="label of the token in that library")
    pkcs11_pin: str = Field("", description="user PIN of that token")
    pkcs11_sm2_mechanism: int = Field(
        0, ge=0, description="the module's own mechanism number for SM2; 0: it has none"
    )
    trust: Path | None = Field(None, description="PEM file of trusted certificates and their CRLs")
    timestamp_url: str = Field("", description="time stamp authority; empty: our own key")
    secret_key: str = Field("", description="secret of sessions; made by itself in demo mode")
    seal_filing_pattern: str = Field(
        r"^\d{13}$", description="what a filing number of a seal looks like"
    )
    region: str = Field("230102", pattern=r"^\d{6}$", description="division the node serves")
    region_name: str = Field("哈尔滨市道里区", description="name shown at the top of each page")
    hotline: str = Field("12345", description="telephone number shown at the foot of each page")
    web_workers: int = Field(2, ge=1, le=64, description="web server processes")
    worker_concurrency: int = Field(2, ge=1, le=64, description="jobs at a time")
    email_url: str = Field("", description="smtp://user:password@host:port; empty: files")
    email_from: str = Field("通办 <no-reply@tongban.example>", description="sender of e-mail")
    sms_url: str = Field("", description="address of the SMS gateway; empty: files")
    sms_secret: str = Field("", description="shared secret of the SMS gateway")
    carrier_url: str = Field("", description="address of the carriers' interface; empty: simulated")
    carrier_secret: str = Field("", description="shared secret of the carriers' interface")
    card_bridge: str = Field(
        "",
        pattern=r"^(http://(127\.0\.0\.1|localhost):\d{2,5})?$",
        description="document reader beside each counter's browser, on its loopback; empty: none",
    )
    sharing_unit: str = Field(
        "", description="department that seals copies for offices that have no seal here"
    )
    sharing_codes: Path | None = Field(
        None, description="YAML file of the message codes of the sharing interface; empty: ours"
    )
    webhook_networks: str = Field(
        "",
        description="networks by CIDR that webhooks may call besides the open internet",
    )
    feed_days: int = Field(
        400, ge=7, le=3650, description="days that events of a department's feed are kept"
    )
    gap_margin_days: int = Field(
        2, ge=1, le=30, description="working days between late materials and the promised day"
    )
    gap_at_most_days: int = Field(
        20, ge=1, le=20, description="working days in which late materials must come"
    )
    procedures: Path | None = Field(
        None, description="YAML file of the kinds of special procedures; empty: ours"
    )
    bundle_acceptance: Literal["whole", "sound"] = Field(
        "whole", description="life events: accept all members at once, or sound ones before others"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="least important log lines to write"
    )

    @field_validator("database_url")
    @classmethod
    def _postgres_only(cls, value: str) -> str:
        if value and not value.startswith(("postgres://", "postgresql://")):
            raise ValueError("must begin with postgresql://")
        return value

    @field_validator("webhook_networks")
    @classmethod
    def _networks(cls, value: str) -> str:
        for one in filter(None, (part.strip() for part in value.split(","))):
            ip_network(one)
        return value

    @field_validator("base_url", "timestamp_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _fit_for_production(self) -> Config:
        if self.pkcs11_module and not (self.pkcs11_token and self.pkcs11_pin):
            raise ValueError(
                "TONGBAN_PKCS11_MODULE needs TONGBAN_PKCS11_TOKEN and TONGBAN_PKCS11_PIN"
            )
        if self.mode == "production":
            missing = [
                f"TONGBAN_{name.upper()}"
                for name in ("secret_key", "database_url", "base_url", "key_dir")
                if not getattr(self, name)
            ]
            if missing:
                raise ValueError(f"production mode needs {', '.join(missing)}")
        return self

    @property
    def keys(self) -> Path:
        return self.key_dir or self.data_dir.resolve() / "keys"

    @property
    def address(self) -> str:
        """The public address without a slash at the end."""
        return self.base_url or f"http://{self.host}:{self.port}"

    @property
    def sample_allowed(self) -> bool:
        """Whether impossible sample numbers (division 99) are taken; in demo mode only."""
        return self.mode == "demo"


def load() -> Config:
    """Read the settings, or raise `WrongSetting` with one line that names the wrong one."""
    try:
        return Config()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        where = f"TONGBAN_{name}: " if name else ""
        raise WrongSetting(f"{where}{first['msg']}") from wrong


def session_secret(config: Config) -> str:
    """The secret of sessions: as set, or kept in the data folder of a demo."""
    if config.secret_key:
        return config.secret_key
    path = config.data_dir.resolve() / "session-secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()


def email(config: Config) -> dict[str, Any]:
    """How e-mail leaves: by SMTP where an address is set, into files otherwise."""
    parts = urlsplit(config.email_url)
    backend = "smtp" if config.email_url else "filebased"
    return {
        "backend": f"django.core.mail.backends.{backend}.EmailBackend",
        "host": parts.hostname or "localhost",
        "port": parts.port or 25,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp+tls",
    }
