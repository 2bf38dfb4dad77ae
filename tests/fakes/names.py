"""Names that were suggested to somebody, and every route about them."""

from __future__ import annotations

from bot import routes
from core.drafts import service as drafts
from core.ids import new_id
from core.naming.service import Wanted
from core.services import Services


async def every_name(core: Services, person_id: str) -> list[routes.Route]:
    """Every route about names, with arguments that mean something; it costs their person a token."""
    change = await core.collection.add(person_id, "Lich on a dragon with a very long name indeed")
    bearer = change.models[0].code
    wanted = Wanted(text="a lich " * 60, target=bearer)
    naming = (await core.naming.make(person_id, wanted, key=new_id(), seed=1, agreed=1)).id
    sealed = core.vault.seal(Wanted(text="word " * 100).written())
    draft = await core.db.write(drafts.keep, draft_id=new_id(), person_id=person_id, sealed=sealed, now=core.clock())
    return [
        routes.AskNickname(),
        routes.NameDraft(draft, 0),
        routes.NameDraft(draft, 1),
        routes.NameFor(bearer),
        routes.AskNames(draft),
        routes.Names(naming),
        routes.AskLike(naming),
        routes.ChooseName(naming, 3),
        routes.MoreNames(naming, "different", 1),
        routes.MoreNames(naming, "sillier", 1),
        routes.MoreNames(naming, "like", 1, 2, "yes"),
        routes.AskBearer(naming, 5),
        routes.GiveName(naming, 5, bearer),
        routes.NameHistory(),
    ]
