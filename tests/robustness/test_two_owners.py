"""Several people finish the first run at the same moment."""

from __future__ import annotations

import threading
import urllib.error

from tests.e2e.visitor import PASSWORD
from tests.robustness.grounds import Grounds, Guest


def test_of_people_at_the_same_moment_one_becomes_owner_and_the_others_are_told(grounds: Grounds) -> None:
    first = grounds.serve()
    guests = [first, *(Guest(first.address) for _ in range(3))]
    gate = threading.Barrier(len(guests))
    outcomes: list[int] = []

    def try_it(guest: Guest, name: str) -> None:
        token = guest.form_token("/app/setup/owner/")
        gate.wait(30)
        try:
            guest.send_form("/app/setup/owner/", token, username=name, password=PASSWORD)
            outcomes.append(200)
        except urllib.error.HTTPError as error:
            outcomes.append(error.code)

    for guest in guests:
        guest.submit("/app/setup/language/", language="en")
    threads = [threading.Thread(target=try_it, args=pair) for pair in zip(guests, "ABCD", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert grounds.one("SELECT count(*) FROM accounts_user") == 1
    assert set(outcomes) <= {200, 409}, outcomes
    assert len(outcomes) == 4
    grounds.stop()
    assert "Traceback" not in grounds.console, grounds.console
