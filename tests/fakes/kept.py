"""Schemes of any look in somebody's lists, without painting each of them."""

from __future__ import annotations

from typing import Any

from core.accounts.service import person_for
from core.generation.brief import Brief
from core.ids import new_id
from core.paintschemes import service
from core.paintschemes.scheme import Paintscheme
from core.paintschemes.stored import Origin, StoredScheme
from core.services import Services
from tests.fakes import schemes


class Keeper:
    """Somebody who keeps schemes, all of them variants of one that was painted and deleted."""

    def __init__(self, core: Services, person_id: str, root: StoredScheme) -> None:
        self.core, self.person_id, self._root = core, person_id, root
        self._now = core.clock()

    @classmethod
    async def of(cls, core: Services, platform: str, user: str) -> Keeper:
        person_id = await core.db.write(person_for, platform, user, now=core.clock())
        brief = Brief(text="drowned sailors, ghostly teal")
        quote = await core.desk.quote(person_id, brief)
        root = await core.desk.paint(person_id, brief, quote_id=quote.id, key=new_id())
        await core.schemes.delete(person_id, root.code)
        return cls(core, person_id, root)

    async def keep(self, scheme: Paintscheme | None = None, **changes: Any) -> StoredScheme:
        """A scheme, newer than the others, with these fields changed."""
        new = self.core.schemes.sealed(
            scheme_id=new_id(),
            person_id=self.person_id,
            scheme=(scheme or schemes.spectral()).model_copy(update=changes),
            origin=Origin(brief=self._root.brief, proposal=self._root.proposal),
            parent_id=self._root.id,
            change=f"test {new_id()}",
        )
        self._now += 1000
        row = await self.core.db.write(service.save_scheme, new=new, now=self._now)
        return await self.core.schemes.by_code(self.person_id, row.code)
