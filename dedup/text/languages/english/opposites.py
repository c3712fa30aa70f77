"""English words of opposite meaning, as data. Regular verbs end in "~" and stand for all their forms.

The antonyms of general dictionaries, as far as news says them of what happened, was decided or is the case, with the
synonyms that news uses for them. Pairs that only name two things of one kind (north and south, brother and sister) are
not among them: who says "sister" for "brother" has changed a fact.
"""

from __future__ import annotations

AXES: dict[str, tuple[str, str]] = {
    "movement": (
        """rise rises rose risen rising climb~ increase~ jump~ surge~ soar~ grow grows grew grown growing advance~
        rally rallied rallies higher greater growth""",
        """fall falls fell fallen falling drop~ decrease~ slip~ slide slides slid sliding plunge~ tumble~ sink sinks
        sank sunk shrink shrinks shrank plummet~ lower slump~ dip~ decline~ smaller dwindle~""",
    ),
    "worth": ("gain~", "lose loses lost losing loss losses"),
    "strength": ("strengthen~ improve~", "weaken~ worsen~ deteriorate~ undermine~"),
    "intensity": ("intensify~ escalate~ deepen~ heighten~ aggravate~", "ease~ abate~ subside~ diminish~ calm~ lessen~"),
    "size": (
        "expand~ widen~ broaden~ raise~ boost~ increase~ extend~ lengthen~",
        "cut cuts cutting reduce~ narrow~ lower~ slash~ trim~ shorten~ curb~ decrease~ reduction reductions",
    ),
    "expectation": ("beat beats beaten beating exceed~ surpass~ top~", "miss~"),
    "contest": (
        "win wins won winning beat beats beaten beating defeated defeat~",
        "lose loses lost losing lost-to loses-to",
    ),
    "victory": ("victory triumph win winner winners", "defeat loss loser losers"),
    "verdict": (
        "convict~ convicted conviction guilty guilt jail~ condemn~",
        "acquit acquits acquitted acquitting acquittal clear~ innocent innocence exonerate~ pardon~",
    ),
    "appeal": ("uphold upholds upheld upholding", "overturn~ quash~ overrule~ strike-down strikes-down struck-down"),
    "approval": (
        """approve~ approval backs backed backing endorse~ support~ adopt~ favour~ favor~ sign~ ratify~""",
        "reject~ rejection oppose~ opposition veto vetoes vetoed turned-down",
    ),
    "passage": ("pass~", "defeat~ reject~"),
    "grant": ("grant~ award~ offer~", "deny~ refuse~ withhold~ withheld withdraw~ withdrew withdrawn revoke~"),
    "admission": (
        "confirm~ admit admits admitted admitting acknowledge~ concede~ claim~ insist~",
        "deny~ dispute~ refute~ denial",
    ),
    "acceptance": ("accept~ agree~ acceptance", "refuse~ decline~ reject~ refusal rejection"),
    "permission": (
        """allow~ permit permits permitted permitting enable~ let lets letting authorise~ authorize~ legalise~
        legalize~ approve~""",
        """ban bans banned banning forbid forbids forbade forbidden prohibit~ bar barred prevent~ block~ outlaw~
        stop stops stopped stopping""",
    ),
    "opening": ("open~ reopen~", "close~ shut shuts shutting closure"),
    "imposition": ("impose~ introduce~", "lift~ scrap scraps scrapped abolish~ repeal~"),
    "plan": (
        "launch~ order~ schedule~ commission~ organise~ organize~",
        "cancel cancels cancelled canceled cancelling scrap scraps scrapped abandon~ shelve~",
    ),
    "survival": ("survive~ survivor recover~", "die dies died dying perish~ death"),
    "life": ("alive living", "dead"),
    "harm": ("escape~ avoid~", "sustain~ suffer~ incur incurred"),
    "employment": (
        "hire~ appoint~ recruit~ promote~",
        "fire~ dismiss~ sack~ demote~ lay-off lays-off laid-off laying-off",
    ),
    "membership": ("join~ enter~", "leave leaves left leaving quit quits exit~"),
    "attendance": ("attend~ take-part took-part taking-part participate~", "miss~ boycott~ stay-away stayed-away"),
    "arrival": ("arrive~ return~", "depart~ leave leaves left leaving"),
    "start": (
        "start~ begin begins began begun beginning launch~ resume~ enter~",
        "end~ stop stops stopped stopping suspend~ halt~ finish~ cease~ leave leaves leaving",
    ),
    "continuing": (
        "continue~ maintain~ keep keeps kept keeping remain~",
        "end~ stop stops stopped stopping cease~ discontinue~ suspend~",
    ),
    "keeping": (
        "keep keeps kept keeping retain~ maintain~ hold-onto held-onto hold-on held-on preserve~ hold holds held",
        """lose loses lost losing abandon~ give-up gave-up gives-up giving-up given-up relinquish~ sell sells sold
        selling discard~ surrender~""",
    ),
    "custody": ("arrest~ detain~ imprison~ jail~ capture~", "release~ free~"),
    "trade": ("buy buys bought buying acquire~ purchase~", "sell sells sold selling"),
    "foreign-trade": ("import~ importer importers", "export~ exporter exporters"),
    "account": ("withdraw~ withdrew withdrawn", "deposit~"),
    "lending": ("lend lends lent lending", "borrow~"),
    "success": (
        "succeed~ success successful successfully manage~ able managed-to",
        "fail~ failure unsuccessful unsuccessfully unable",
    ),
    "law": ("legal lawful legally lawfully", "illegal unlawful illegally unlawfully"),
    "ability": ("able", "unable"),
    "chance": ("likely probable certain", "unlikely improbable doubtful"),
    "possibility": ("possible", "impossible"),
    "safety": ("safe safer safety", "unsafe dangerous danger risky"),
    "constitution": ("constitutional", "unconstitutional"),
    "belief": ("true right correct", "false untrue wrong incorrect"),
    "accuracy": ("correct accurate right", "wrong incorrect inaccurate mistaken"),
    "presence": ("present", "absent missing"),
    "outlook": ("optimistic hopeful promising encouraging", "pessimistic hopeless worrying discouraging gloomy bleak"),
    "votes": ("voted-for in-favour in-favor", "voted-against"),
    "stand": ("supporter supporters advocate advocates", "opponent opponents critic critics"),
    "side": ("majority", "minority"),
    "backing": ("support", "opposition"),
    "profit": ("profit profits gain gains", "loss losses"),
    "saving": ("save~", "waste~ spend spends spent spending"),
    "use": ("use~", "waste~"),
    "surplus": ("surplus", "deficit shortfall"),
    "praise": (
        "welcome~ praise~ hail~ applaud~ commend~ celebrate~ commendable admirable laudable",
        "criticise~ criticize~ criticism condemn~ denounce~ slam slams slammed deplore~ deplorable blast~",
    ),
    "defence": ("defend~ defence defense protect~", "attack~ assault~ threaten~"),
    "help": (
        "help~ assist~ facilitate~ promote~ aid~ benefit~ encourage~",
        "hinder~ hamper~ impede~ obstruct~ harm~ hurt hurts discourage~ damage~",
    ),
    "creation": ("create~ build builds built building", "destroy~ demolish~ tear-down tore-down"),
    "addition": ("add~ include~ insert~", "remove~ delete~ exclude~ omit omits omitted left-out leave-out leaves-out"),
    "love": ("love~ admire~ adore~ respect~ like~", "hate~ despise~ loathe~ detest~ dislike~"),
    "memory": ("remember~ recall~", "forget forgets forgot forgotten"),
    "unity": ("unite~ agree~", "divide~ split disagree~"),
    "order": ("precede~", "follow~"),
    "hope": ("hope~ welcome", "fear~ dread~ worry~ worried"),
    "satisfaction": (
        "happy pleased delighted satisfied glad satisfaction",
        "unhappy angry disappointed sad upset worry concern dismay",
    ),
    "mood": ("friendly positive enthusiastic", "hostile angry irate negative"),
    "sign": ("positive favourable favorable", "negative unfavourable unfavorable"),
    "benefit": ("advantage advantages benefit benefits", "disadvantage disadvantages drawback drawbacks harm"),
    "value": ("useful valuable", "useless worthless"),
    "quality": ("good great excellent", "bad poor terrible awful deplorable"),
    "comparison": ("better", "worse"),
    "rank": ("best finest", "worst"),
    "frequency": (
        "often usually frequently always regularly commonly generally",
        "rarely seldom never hardly infrequently",
    ),
    "commonness": ("common widespread frequent commonplace", "rare uncommon unusual scarce rarest"),
    "heat": ("hot hotter hottest warm warmer warmest", "cold colder coldest cool cooler coolest"),
    "height": ("high higher", "low lower"),
    "power": ("strong stronger strongest strongly", "weak weaker weakest weakly"),
    "rigour": ("strict stricter strictly tough tougher firm hard", "lax lenient soft relaxed loose looser mild"),
    "ease": ("easy easier easily simple simpler", "hard harder difficult"),
    "likeness": ("same similar identical alike equally", "different differently opposite"),
    "brightness": ("bright light lighter pale", "dark darker"),
    "speed": ("fast faster quick quickly quicker rapid rapidly swift swiftly", "slow slower slowly"),
    "age": ("young younger youngest", "old older oldest elderly"),
    "length": ("long longest", "short shorter shortest brief"),
    "bulk": ("large larger big bigger huge", "small smaller little tiny"),
    "fullness": ("full crowded packed busy", "empty deserted"),
    "price": ("expensive costly dear", "cheap cheaper cheapest inexpensive"),
    "freedom": ("voluntary optional", "compulsory mandatory obligatory"),
    "automation": ("automatic automatically", "manual manually"),
    "state": ("stable", "critical unstable"),
    "time": ("earlier", "later"),
    "term": ("temporary temporarily", "permanent permanently"),
    "publicity": ("public publicly", "private privately secret secretly"),
    "weight": ("heavy heavier heavily", "light lighter lightly slight slightly"),
    "importance": ("major important significant", "minor unimportant insignificant trivial"),
    "intent": ("deliberate deliberately intentional intentionally", "accidental accidentally"),
    "wealth": ("rich richer richest wealthy", "poor poorer poorest"),
    "width": ("wide wider", "narrow narrower"),
    "health": ("healthy", "sick ill"),
    "party": ("left-wing leftist", "right-wing rightist"),
    "trust": ("trust~", "distrust~ mistrust~ suspect~"),
    "suspicion": ("suspect~ confirm~", "ruled-out rule-out rules-out"),
}
"""Axis by name: the words of its two ends."""

SPLIT_AXES = frozenset({"survival", "approval", "votes", "stand", "side", "verdict", "employment", "custody", "life"})
"""Axes whose ends divide a number between them: that three of twelve died says that nine survived."""

TIGHT_AXES: dict[str, tuple[str, str]] = {
    "above": ("above over", "below under"),
    "more": ("more", "less fewer"),
    "most": ("most highest largest biggest greatest", "least lowest smallest"),
    "before": ("before", "after"),
    "with": ("with", "without"),
    "up": ("up", "down"),
    "for": ("for", "against"),
    "all": ("all everyone everybody everything both", "none nobody no-one nothing neither"),
    "first": ("first", "last"),
    "still": ("still now", "no-longer"),
    "much": ("many much", "few little"),
    "inside": ("inside", "outside"),
    "ahead": ("ahead", "behind"),
}
"""Small words that mean the opposite only where the very words beside them are the same."""
