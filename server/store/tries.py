"""How often somebody may try a code, and how often a PC may ask. In memory; failed tries only."""
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from server.store.refused import Refused

ADDRESS_TRIES: Final = 5
ADDRESS_MS: Final = 15 * 60_000
LOOKUP_TRIES: Final = 20
LOOKUP_MS: Final = 3_600_000
ALARM_TRIES: Final = 1_000
MOST_KEYS: Final = 50_000


@dataclass(slots=True)
class FailedTries:
    """Failed enrolments by address, by lookup digits, and in all."""
    by_address: dict[str, deque[int]] = field(default_factory=dict)
    by_lookup: dict[str, deque[int]] = field(default_factory=dict)
    every: deque[int] = field(default_factory=lambda: deque(maxlen=ALARM_TRIES))

    def check(self, address: str, now_ms: int) -> None:
        """Raise Refused 429 while `address` has failed too often. Asked before the password hash is computed."""
        tries = _recent(self.by_address, address, now_ms, ADDRESS_MS)
        if len(tries) >= ADDRESS_TRIES:
            wait = max(1, (tries[-ADDRESS_TRIES] + ADDRESS_MS - now_ms + 999) // 1000)
            raise Refused(429, "too_many_tries", "Too many wrong codes from this address.", retry_after_s=wait)

    def failed(self, address: str, lookup: str, now_ms: int) -> bool:
        """Count a failure; return whether the codes with these first digits are to be burned."""
        for tries in (_recent(self.by_address, address, now_ms, ADDRESS_MS),
                      _recent(self.by_lookup, lookup, now_ms, LOOKUP_MS)):
            tries.append(now_ms)
        self.every.append(now_ms)
        return len(self.by_lookup[lookup]) >= LOOKUP_TRIES

    def is_alarming(self, now_ms: int) -> bool:
        """Return whether a thousand codes failed within an hour."""
        return len(self.every) == ALARM_TRIES and self.every[0] > now_ms - LOOKUP_MS


@dataclass(slots=True)
class RequestRate:
    """A bucket of requests for each token: `burst` at once, `per_minute` in the long run."""
    per_minute: int
    burst: int
    buckets: dict[str, tuple[float, int]] = field(default_factory=dict)

    def take(self, key: str, now_ms: int) -> None:
        """Count one request. Raises Refused 429 with the seconds to wait."""
        if len(self.buckets) > MOST_KEYS:
            self.buckets.clear()
        left, at = self.buckets.get(key, (float(self.burst), now_ms))
        left = min(float(self.burst), left + max(0, now_ms - at) * self.per_minute / 60_000)
        if left < 1:
            self.buckets[key] = (left, now_ms)
            wait = max(1, round((1 - left) * 60 / self.per_minute + 0.5))
            raise Refused(429, "too_many_requests", "Too many requests from this PC.", retry_after_s=wait)
        self.buckets[key] = (left - 1, now_ms)


def _recent(tries: dict[str, deque[int]], key: str, now_ms: int, window_ms: int) -> deque[int]:
    if len(tries) > MOST_KEYS:
        tries.clear()
    found = tries.setdefault(key, deque())
    while found and found[0] <= now_ms - window_ms:
        found.popleft()
    return found
