"""Settings: the one place that reads the environment."""

import socket
from functools import cached_property
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, from `ADMIT_…` variables; the README's table is generated from this class."""

    model_config = SettingsConfigDict(env_prefix="ADMIT_", frozen=True)

    database_url: str = Field(
        "sqlite://admit.db", description="sqlite://PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"
    )
    bus_url: str | None = Field(
        None,
        pattern=r"^(memory|postgres(ql)?|rediss?|valkeys?)://",
        description="What wakes other processes: redis://…, valkey://…, postgres://… or memory://;"
        " unset: the database if it is PostgreSQL",
    )
    production: bool = Field(False, description="Hides everything meant for development")
    demo: bool = Field(
        False, description="Loads the demo people and lets them sign in by one click"
    )
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, description="Port to listen on; 0 picks a free one")
    workers: int = Field(
        1, ge=1, le=64, description="Server processes on the port; as many as there are cores"
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", description="Address in links of mails; never taken from a request"
    )
    allowed_hosts: list[str] = Field(
        [], description="Host names answered besides public_url's and loopback's"
    )
    allowed_origins: list[str] = Field(
        [], description="Origins of other pages that may use the API with a token"
    )
    forwarded_allow_ips: str = Field(
        "127.0.0.1", description="Proxies whose X-Forwarded-For is believed; never *"
    )
    explore: bool | None = Field(
        None,
        description="Introspection, GraphiQL, suggestions, /schema.graphql; unset: development",
    )
    console: bool = Field(
        True, description="The console at /, where it is built; off: plain pages alone"
    )

    compiled_plans: bool = Field(
        True,
        description="Repeated operations run as generated Python; off: by graphql-core",
    )

    product_name: str = Field("Admit", description="Name in mails and pages")
    support_url: str = Field("", description="Where people are sent for help")
    mail_from: str = Field("no-reply@admit.example", description="Sender of every mail")
    smtp_url: str | None = Field(
        None, description="smtp://USER:PASSWORD@HOST:PORT or smtps://…; unset: the mailbox page"
    )
    worker_in_server: bool = Field(True, description="Send mails and do due work in the server")

    local_passwords: bool = Field(True, description="Lets people register and sign in by password")
    oidc_issuer: str | None = Field(
        None, description="Issuer of an OpenID Connect provider; unset: no sign-in through one"
    )
    oidc_client_id: str = Field("", description="What the provider knows this service as")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="The secret that the provider gave this service"
    )
    oidc_scopes: str = Field("openid profile email", description="What the provider is asked for")
    oidc_label: str = Field("Sign in with your organisation", description="The button's text")

    account_agreement_version: str = Field(
        "1", min_length=1, max_length=40, description="Version of the account agreement in force"
    )
    account_agreement_url: str = Field(
        "", max_length=500, description="Where the account agreement in force can be read"
    )
    administrator_terms_version: str = Field(
        "1",
        min_length=1,
        max_length=40,
        description="Version of the administrators' terms",
    )
    administrator_terms_url: str = Field(
        "", max_length=500, description="Where the delegated administrators' terms can be read"
    )

    session_days: int = Field(14, description="Days until an unused session ends")
    notice_days: int = Field(90, description="Days that notices are kept; older cursors resync")
    repeat_days: int = Field(7, description="Days that idempotency keys are remembered")
    poll_seconds: float = Field(0.5, description="How often the notice table is looked at anyway")

    verification_hours: float = Field(24, description="Hours that an onboarding link works")
    review_hours: float = Field(24, description="Hours in which agents mean to finish a review")
    sync_hours: float | None = Field(
        None, description="Hours until the portal is ready for a new user; unset: 24, 0 in the demo"
    )
    assess_email_domain: bool = Field(
        True, description="Agents look at registrants whose address is not of the company's domain"
    )
    assess_partner_branded: bool = Field(
        True, description="Agents look at registrations by contracts that a partner brands"
    )
    assess_sites: int = Field(
        0, description="Agents look at registrations for more sites than this; 0 is no limit"
    )

    max_body_bytes: int = Field(100_000, description="Bytes of a request's body")
    max_json_depth: int = Field(64, description="Nesting of a JSON body")
    max_tokens: int = Field(1_000, description="Tokens of a document")
    max_depth: int = Field(12, description="Nesting of a document's fields")
    max_fields: int = Field(500, description="Fields of a document, fragments counted at each use")
    max_aliases: int = Field(30, description="Aliases of a document")
    max_nodes: int = Field(
        5_000, description="Things that a document may ask for, pages multiplied"
    )
    max_root_mutations: int = Field(5, description="Mutations in one operation")
    max_operations: int = Field(10, description="Operations in one document")
    max_comparisons: int = Field(
        2_500, description="Pairs of fields with one name in a document, which validation compares"
    )
    max_introspections: int = Field(3, description="Uses of __schema and __type in a document")
    max_list_items: int = Field(
        600, description="Items of all list arguments together: 500 users and their scope"
    )
    operation_seconds: float = Field(10, description="Time for a query or mutation")
    body_seconds: float = Field(10, description="Time for a body to arrive")
    request_seconds: float = Field(30, description="Time for headers and body together to arrive")
    max_header_bytes: int = Field(32_768, description="Bytes of a request's headers")
    stuck_seconds: float = Field(10, description="Time for a client that does not read")
    ws_max_bytes: int = Field(65_536, description="Bytes of a WebSocket message")
    ws_init_seconds: float = Field(5, description="Time for connection_init")
    heartbeat_seconds: float = Field(15, description="Pause between an event stream's heartbeats")
    sockets_per_user: int = Field(
        5, description="Open sockets and event streams of one user in each process"
    )
    sockets_per_address: int = Field(
        50, description="Open sockets of one network address in each process"
    )
    operations_per_socket: int = Field(20, description="Open operations of one socket")
    shutdown_seconds: int = Field(5, description="Time for connections to end when stopping")

    lookups_per_hour: int = Field(20, description="Domain look-ups of one user")
    lookups_per_address: int = Field(
        60, description="Domain look-ups of one network address in an hour"
    )
    misses_per_hour: int = Field(10, description="Domain look-ups of one user that found nothing")
    requests_per_hour: int = Field(20, description="Access requests of one user")
    applications_per_hour: int = Field(10, description="Applications for accounts of one user")
    support_requests_per_hour: int = Field(20, description="Support access requests of one user")
    support_requests_per_address: int = Field(
        60, description="Support access requests of one network address in an hour"
    )
    support_misses_per_hour: int = Field(
        10, description="Support access requests of one user by a key that is none"
    )
    support_misses_per_address: int = Field(
        30, description="The same from one network address in an hour"
    )
    onboardings_per_hour: int = Field(20, description="Portal registrations of one user")
    entitlement_failures_per_hour: int = Field(
        10, description="Wrong pairs of contract and serial number of one user"
    )
    entitlement_failures_per_address: int = Field(
        30, description="The same of one network address in an hour"
    )
    entitlement_failures_per_contract: int = Field(
        20, description="The same of one contract in an hour; then agents look at registrations"
    )
    sign_ins_per_5_minutes: int = Field(10, description="Sign-in attempts for one username")
    sign_ins_per_address: int = Field(
        100, description="Sign-in attempts of one network address in 5 minutes"
    )
    registrations_per_hour: int = Field(20, description="Registrations from one network address")
    verifications_per_6_hours: int = Field(3, description="Verification mails for one user")
    exports_per_hour: int = Field(20, description="Exports of logs by one user")
    mails_per_hour: int = Field(
        20, description="Mails to one address in an hour; the rest comes as one digest"
    )

    @model_validator(mode="after")
    def _somebody_can_sign_in(self) -> Self:
        if self.oidc_issuer is None:
            if not (self.local_passwords or self.demo):
                raise ValueError("ADMIT_LOCAL_PASSWORDS is off and there is no ADMIT_OIDC_ISSUER")
        elif not (self.oidc_client_id and self.oidc_client_secret.get_secret_value()):
            raise ValueError("ADMIT_OIDC_ISSUER needs ADMIT_OIDC_CLIENT_ID and ..._CLIENT_SECRET")
        elif self.production and not self.oidc_issuer.startswith("https://"):
            raise ValueError("ADMIT_OIDC_ISSUER must be an https address in production")
        return self

    def reachable(self) -> Self:
        """The same with a port that is free, and links that lead there unless told otherwise."""
        if self.port:
            port = self.port
        else:
            with socket.create_server((self.host, 0)) as probe:
                port = int(probe.getsockname()[1])
        given = "public_url" in self.model_fields_set
        public_url = self.public_url if given else f"http://{self.host}:{port}"
        return self.model_copy(update={"port": port, "public_url": public_url})

    @property
    def hours_to_sync(self) -> float:
        """How long the portal is being set up for a new user: not at all in the demo."""
        usual = 0 if self.demo else 24
        return usual if self.sync_hours is None else self.sync_hours

    @property
    def exploring(self) -> bool:
        """Whether developers may explore: open in development, closed in production."""
        return not self.production if self.explore is None else self.explore

    @cached_property
    def public_host(self) -> str:
        """The host name of `public_url`."""
        return urlsplit(self.public_url).hostname or "127.0.0.1"

    @cached_property
    def hosts(self) -> list[str]:
        """Host names that the service answers to."""
        return ["127.0.0.1", "localhost", "[::1]", self.public_host, *self.allowed_hosts]
