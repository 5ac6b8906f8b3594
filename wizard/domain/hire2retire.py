"""Source addresses of Hire2Retire's cloud, as far as RoboMQ has published them."""

from __future__ import annotations

import ipaddress
import tomllib
from datetime import date

from wizard.domain.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SourceAddresses:
    """Addresses or ranges (CIDR) with the day they were read and where; empty: not published."""

    addresses: tuple[str, ...] = ()
    read_on: date | None = None
    source: str = ""

    @classmethod
    def parse(cls, text: str) -> SourceAddresses:
        """Read hire2retire.toml.

        Raises:
            ValueError: it is no such list, an entry is no public address or range, or a list that
                isn't empty lacks its date or its source.
        """
        try:
            document = tomllib.loads(text)
            entries = [str(entry) for entry in document["addresses"]]
            source, read_on = str(document["source"]), str(document["date"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"hire2retire.toml: {error!r}") from error
        for network in map(ipaddress.ip_network, entries):
            if not network.is_global:
                raise ValueError(f"hire2retire.toml: {network} is not on the internet")
        if not entries:
            return cls()
        if not source:
            raise ValueError("hire2retire.toml: addresses without a source")
        return cls(tuple(entries), date.fromisoformat(read_on), source)
