"""Delivers mails to Dovecot while ticketd is killed and Dovecot restarted. No mail may be lost or open two tickets.

Run by hand, with any number of mails: python3 imap_crash.py [MAILS KILLS RESTARTS]
"""

import collections
import json
import random
import sys
import threading
import time

from support import dovecot
from support.desk import Desk, message, wait_for


def run(desk: Desk, server: dovecot.Dovecot, *, mails: int, kills: int, restarts: int, seconds: float) -> dict:
    """Kills and restarts while mails arrive, then waits until everything has settled, and counts."""
    done = threading.Event()

    def deliver():
        for n in range(mails):
            server.put(message(f"client{n % 50}@contoso.example", f"Mail {n:05}").as_bytes())
            time.sleep(random.uniform(0, 0.6 * seconds / mails))
        done.set()

    begin = time.monotonic()
    thread = threading.Thread(target=deliver)
    thread.start()
    events = ["kill"] * kills + ["restart"] * restarts
    random.shuffle(events)
    for event in events:
        time.sleep(random.uniform(0.1, 0.9 * seconds / len(events)))
        if event == "kill":
            desk.kill()
            desk.start()
        else:
            server.restart()
    thread.join()

    def counted():
        return collections.Counter(head["title"] for head in desk.tickets())

    wait_for(lambda: len(counted()) >= mails, "every mail as a ticket", 180)
    desk.settle(outgoing=False, seconds=180)
    found = counted()
    wait_for(lambda: not server.flags(), "an empty INBOX", 120)
    return {"mails": mails, "kills": kills, "restarts": restarts, "tickets": sum(found.values()), "lost": mails - len(found),
            "double": sum(found.values()) - len(found), "moved": len(server.flags("Done")), "quarantined": len(desk.quarantine()),
            "seconds": round(time.monotonic() - begin, 1)}


def main() -> None:
    mails, kills, restarts = map(int, sys.argv[1:4]) if len(sys.argv) > 3 else (2000, 50, 10)
    for database in ("sqlite", "postgresql"):
        server = dovecot.Dovecot()
        desk = Desk(database, edit=lambda config: config + server.mailbox(after="move:Done"))
        try:
            print(json.dumps({"database": database, **run(desk, server, mails=mails, kills=kills, restarts=restarts,
                                                          seconds=4.0 * (kills + restarts))}))
        finally:
            desk.close()
            server.close()


if __name__ == "__main__":
    main()
