"""The words that colours are named with: things a painter knows from the desk, the garden and the harbour.

Each line is a name and the colour it stands for; a colour takes the name it looks most like and a word before it for
how it differs. The names are ours; none is the name of a paint (a test holds them against the catalogue).
"""

from __future__ import annotations

from core.paintschemes.scheme import Hex

WORDS: tuple[tuple[str, Hex], ...] = (
    # red and crimson
    ("sealing-wax red", "#A81C1C"),
    ("poppy-field red", "#D6281E"),
    ("barn red", "#7E231C"),
    ("ember red", "#C8371E"),
    ("brickyard red", "#9B3A2E"),
    ("pepper red", "#E4121B"),
    ("rowan red", "#C4302B"),
    ("ox-blood red", "#4A0E10"),
    ("wine crimson", "#6B1A2B"),
    ("cherry crimson", "#97213E"),
    ("beetroot crimson", "#6E1236"),
    ("raspberry crimson", "#B01E55"),
    ("garnet crimson", "#8A1030"),
    ("faded-velvet crimson", "#8E4552"),
    ("mulled crimson", "#3C0F1C"),
    # pink
    ("rose pink", "#D9799A"),
    ("heather pink", "#B4688F"),
    ("seashell pink", "#EBC3BC"),
    ("cherry-blossom pink", "#F0B5C8"),
    ("orchid pink", "#CF5FB4"),
    ("salmon pink", "#F08A7A"),
    ("foxglove pink", "#C2407E"),
    ("candy pink", "#F26AA8"),
    ("plaster pink", "#C9A29A"),
    ("flare pink", "#F21FA0"),
    # orange
    ("rust-flake orange", "#B5521F"),
    ("pumpkin orange", "#DD7319"),
    ("apricot orange", "#F2A65A"),
    ("marigold orange", "#F0921C"),
    ("terracotta orange", "#C4643C"),
    ("coal-glow orange", "#F0541E"),
    ("peach orange", "#F6C29A"),
    ("carrot orange", "#F07A28"),
    # yellow
    ("candle yellow", "#F2CF6B"),
    ("mustard-seed yellow", "#C99A1E"),
    ("straw yellow", "#E4C768"),
    ("lemon-rind yellow", "#F2E24A"),
    ("hazard yellow", "#FFD012"),
    ("lamp yellow", "#E0A021"),
    ("egg-yolk yellow", "#F2B52C"),
    ("ochre yellow", "#B98524"),
    ("primrose yellow", "#F6EE96"),
    ("buttercup yellow", "#F7DA3C"),
    # olive
    ("moss olive", "#5E6B2E"),
    ("tent-canvas olive", "#6E6A46"),
    ("lichen olive", "#8C9058"),
    ("reed olive", "#9C9450"),
    ("pickle olive", "#6E750E"),
    ("field olive", "#4A4E2E"),
    ("bog olive", "#33361C"),
    # green
    ("hay-meadow green", "#5F8A3A"),
    ("pinewood green", "#1F4A34"),
    ("fern-frond green", "#3F8A3C"),
    ("nettle green", "#2F5E2C"),
    ("bottle-glass green", "#0E4A32"),
    ("sage green", "#9CB08A"),
    ("apple-skin green", "#9CC93C"),
    ("jade-stone green", "#2A9A6C"),
    ("mint-leaf green", "#A8E0B4"),
    ("toxic green", "#6FE01E"),
    ("clover green", "#1E9A3A"),
    ("juniper green", "#4F6E5A"),
    ("pond green", "#6E9C5A"),
    ("ivy green", "#173420"),
    ("lettuce green", "#C3E08A"),
    ("neon-sign green", "#2BE64A"),
    # teal
    ("mint teal", "#8CCFC0"),
    ("lagoon teal", "#1FA39A"),
    ("kelp teal", "#0F5A60"),
    ("verdigris teal", "#57A898"),
    ("tide teal", "#2B7F85"),
    ("meltwater teal", "#C8E8E4"),
    ("mallard teal", "#0C3F48"),
    ("turquoise teal", "#17BCB4"),
    ("wet-slate grey", "#3E5A5E"),
    ("drowned teal", "#06292F"),
    ("will-o-wisp teal", "#3AE0D0"),
    ("copper-roof teal", "#7FB5A6"),
    # blue
    ("storm-cloud blue", "#4C6A8A"),
    ("inkwell blue", "#12204A"),
    ("enamel blue", "#1F47A8"),
    ("cornflower blue", "#6A92E0"),
    ("icicle blue", "#CFE3F2"),
    ("morning-sky blue", "#8ABBE8"),
    ("midnight-sky blue", "#0E1634"),
    ("denim-jacket blue", "#3A5A8C"),
    ("harbour blue", "#1B4E78"),
    ("lapis blue", "#1E3FC0"),
    ("kingfisher blue", "#1689C8"),
    ("sea slate", "#2F4858"),
    ("rain slate", "#60788A"),
    ("river-mist blue", "#A9BFD0"),
    ("spark blue", "#2FB4F2"),
    ("iris blue", "#4A4FD0"),
    # purple
    ("plum purple", "#5A2A5E"),
    ("violet purple", "#6A35A8"),
    ("bruise purple", "#5E4A6C"),
    ("amethyst-stone purple", "#9A6CC8"),
    ("lavender purple", "#BFA8DC"),
    ("aubergine purple", "#2E1434"),
    ("thistle purple", "#9C7FA6"),
    ("grape purple", "#54247E"),
    ("magenta purple", "#A82CA8"),
    ("dusk purple", "#30265A"),
    ("mulberry purple", "#6E2450"),
    ("lilac-bush purple", "#D6C0E6"),
    ("arc-light purple", "#9A3CF0"),
    # brown
    ("saddle-strap brown", "#7E4A26"),
    ("tree-bark brown", "#4E3A2A"),
    ("walnut-shell brown", "#432A1A"),
    ("peat brown", "#2A1C14"),
    ("oak-plank brown", "#8E6A42"),
    ("boot-leather brown", "#5A3820"),
    ("clay brown", "#9A6146"),
    ("wet-mud brown", "#63503A"),
    ("rope tan", "#B08A5C"),
    ("horse-chestnut brown", "#6A2F1E"),
    ("dust brown", "#847059"),
    ("honey brown", "#A0682A"),
    ("fox-fur brown", "#A8603A"),
    # bone
    ("old bone", "#CDBE94"),
    ("parchment cream", "#E8DCBC"),
    ("ivory cream", "#EFE9DA"),
    ("dune sand", "#D4B87E"),
    ("sailcloth beige", "#D6CCB6"),
    ("wet-sand beige", "#B8A27A"),
    ("buttermilk cream", "#FAF2C8"),
    ("antler bone", "#BFA98C"),
    ("oatmeal beige", "#C9B8A2"),
    # black, white, grey
    ("pitch black", "#08090A"),
    ("stove black", "#1C1D1F"),
    ("raven-wing black", "#12151F"),
    ("soot black", "#1E1815"),
    ("chalk white", "#F0EFEA"),
    ("snowdrift white", "#E9EEF2"),
    ("paper white", "#FDFDFC"),
    ("fog white", "#DADEDF"),
    ("roof-slate grey", "#5A6670"),
    ("cold-ash grey", "#A6A6A0"),
    ("field-stone grey", "#878580"),
    ("iron-stove grey", "#45484B"),
    ("dishwater grey", "#8E9699"),
    ("sea-fog grey", "#C3CACC"),
    ("charcoal-stick grey", "#303437"),
    ("rain-cloud grey", "#74808A"),
    ("pebble grey", "#9C958C"),
    ("flint grey", "#5E5C58"),
    ("dove-wing grey", "#B9B6BA"),
)

SKIN_WORDS: tuple[tuple[str, Hex], ...] = (
    ("porcelain skin", "#F2D6C2"),
    ("rose-cheeked skin", "#DDA48C"),
    ("sunlit skin", "#D6A27C"),
    ("freckled skin", "#C68D6C"),
    ("sunburnt skin", "#B5694E"),
    ("weathered skin", "#9A6A4C"),
    ("olive-toned skin", "#A8845A"),
    ("hazel skin", "#845436"),
    ("umber skin", "#5C3822"),
    ("night-brown skin", "#34201A"),
    ("moss-green skin", "#587A30"),
    ("frog-green skin", "#7FA04A"),
    ("swamp-green skin", "#3A5226"),
    ("drowned skin", "#8FA09A"),
    ("moonlit skin", "#C2CCC4"),
    ("cellar-grey skin", "#77756E"),
    ("grave-pale skin", "#B4B09C"),
    ("bone skin", "#D8C8A8"),
)

# Words before the name, plainest first; the others serve when two colours of a scheme would share a name.
LIGHTER = ("pale", "soft", "washed", "misty")
DARKER = ("deep", "dark", "shadowed", "night")
LIGHTER_YET_DARK = ("soft", "washed", "mellow", "hazy")
"""For a colour above its word that is no light colour all the same: nobody calls a navy pale."""
LIGHTER_AND_CLEAR = ("bright", "clear", "vivid", "fresh")
DARKER_YET_LIGHT = ("dusky", "shaded", "toned", "dimmed")
"""For a colour below its word that is light all the same: there is nothing deep about straw."""
DULLER = ("dusty", "faded", "muted", "smoky")
RICHER = ("rich", "bright", "vivid", "clear")
OTHERS = ("plain", "worn", "old", "warm", "cool", "second")
"""For a palette with the same colour twice and more, where no difference is left to name."""

METAL_WORDS: dict[str, tuple[tuple[float, str], ...]] = {
    # up to this L*, the name; the last one takes the rest
    "gold": ((40, "Dark old gold"), (58, "Old gold"), (70, "Burnished gold"), (82, "Bright gold"), (101, "Pale gold")),
    "brass": ((33, "Blackened brass"), (46, "Rusted brass"), (62, "Worn brass"), (101, "Polished brass")),
    "bronze": ((25, "Blackened bronze"), (42, "Old bronze"), (60, "Worn bronze"), (101, "Polished bronze")),
    "copper": ((28, "Tarnished copper"), (44, "Old copper"), (60, "Hammered copper"), (101, "Rose copper")),
    "steel": ((46, "Dark steel"), (58, "Worn steel"), (101, "Clean steel")),
    "bright silver": ((78, "Old silver"), (101, "Bright silver")),
    "gunmetal": ((14, "Black iron"), (30, "Dark gunmetal"), (101, "Gunmetal")),
}
COLOURED_METAL = {
    "teal": "verdigris brass",
    "green": "verdigris copper",
    "olive": "mossy brass",
    "blue": "blued steel",
    "purple": "violet-tempered steel",
    "pink": "rose-tinted silver",
    "red": "red-lacquered steel",
    "crimson": "wine-lacquered steel",
    "orange": "flame-coloured copper",
    "yellow": "yellow-lacquered brass",
    "brown": "rusted iron",
    "bone": "champagne silver",
    "black": "black iron",
    "white": "bright silver",
    "grey": "plain steel",
}
