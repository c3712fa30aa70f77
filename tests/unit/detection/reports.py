"""Reports in a fixed form, two issues of each, and pairs that look like such and are none."""

from __future__ import annotations

SERIES = {
    "weather": (
        (
            "Weather for the Ottervik coast, Tuesday 4 March. A ridge of high pressure brings dry air from the "
            "east.\n\nOttervik will see highs of 7 degrees with winds of 20 kilometres an hour. Kestrel Bridge "
            "reaches 9 degrees, and the chance of rain is 10 percent. In the Marrow valley temperatures fall to "
            "minus 2 degrees overnight.\n\nSunrise is at 06:41 and sunset at 17:52. High water at the northern pier "
            "is expected at 11:15 with a level of 3.4 metres. The next bulletin of the coastal service appears on "
            "Wednesday."
        ),
        (
            "Weather for the Ottervik coast, Friday 7 March. A front brings showers from the west.\n\nOttervik will "
            "see highs of 11 degrees with winds of 45 kilometres an hour. Kestrel Bridge reaches 12 degrees, and the "
            "chance of rain is 80 percent. In the Marrow valley temperatures fall to 4 degrees overnight.\n\nSunrise "
            "is at 06:34 and sunset at 17:58. High water at the northern pier is expected at 13:40 with a level of "
            "3.9 metres. The next bulletin of the coastal service appears on Saturday."
        ),
    ),
    "markets": (
        (
            "Shares on the Pellin exchange closed higher on Tuesday, led by shippers.\n\nThe Pellin 30 index rose "
            "41.2 points, or 0.9 percent, to end at 4,618.3. Turnover was 812 million crowns. Of its members 19 "
            "gained and 11 fell.\n\nShipping group Varro Lines added 3.1 percent to 88.40 crowns, while brewer Tolm "
            "and Sons lost 1.4 percent to 17.25 crowns. The crown stood at 6.91 to the dollar, and a barrel of crude "
            "cost $71.30 in late trading."
        ),
        (
            "Shares on the Pellin exchange closed lower on Thursday, led by banks.\n\nThe Pellin 30 index fell 63.7 "
            "points, or 1.4 percent, to end at 4,561.8. Turnover was 1,024 million crowns. Of its members 8 gained "
            "and 22 fell.\n\nLender Marrow Credit shed 4.6 percent to 31.05 crowns, while brewer Tolm and Sons added "
            "0.8 percent to 17.60 crowns. The crown stood at 6.98 to the dollar, and a barrel of crude cost $69.85 "
            "in late trading."
        ),
    ),
    "draw": (
        (
            "The numbers drawn in the Saturday draw of the Harbour Lottery on 8 March were 4, 11, 19, 27, 33 and 41. "
            "The bonus number was 9.\n\nThere were two winners of the jackpot of 1,250,000 crowns. A further 37 "
            "players with five numbers win 4,180 crowns each, and 2,914 players with four numbers win 62 crowns "
            "each. Tickets must be shown within 90 days at any office of the lottery. The next jackpot is estimated "
            "at 500,000 crowns."
        ),
        (
            "The numbers drawn in the Wednesday draw of the Harbour Lottery on 12 March were 2, 8, 15, 22, 38 and "
            "44. The bonus number was 30.\n\nThere were no winners of the jackpot of 500,000 crowns. A further 21 "
            "players with five numbers win 5,960 crowns each, and 1,877 players with four numbers win 71 crowns "
            "each. Tickets must be shown within 90 days at any office of the lottery. The next jackpot is estimated "
            "at 900,000 crowns."
        ),
    ),
    "earthquake": (
        (
            "A magnitude 4.3 earthquake shook the area north of Halvern on Monday, the Pellin observatory "
            "reported.\n\nThe tremor was recorded at 03:12 local time, 18 kilometres from Halvern, at a depth of 9 "
            "kilometres. It could be felt as far as 60 kilometres away.\n\nIn the past ten days there have been no "
            "earthquakes of magnitude 3.0 or greater nearby. This text was made by a program from the readings of "
            "the observatory, and an editor looked at it before it was sent."
        ),
        (
            "A magnitude 3.6 earthquake shook the area north of Sundmere on Sunday, the Pellin observatory "
            "reported.\n\nThe tremor was recorded at 22:48 local time, 7 kilometres from Sundmere, at a depth of 14 "
            "kilometres. It could be felt as far as 25 kilometres away.\n\nIn the past ten days there have been two "
            "earthquakes of magnitude 3.0 or greater nearby. This text was made by a program from the readings of "
            "the observatory, and an editor looked at it before it was sent."
        ),
    ),
    "earnings": (
        (
            "Varro Lines on Tuesday reported first-quarter net income of $14.2 million.\n\nThe Ottervik-based "
            "company said it had profit of 41 cents a share. Earnings, adjusted for costs of restructuring, came to "
            "47 cents a share.\n\nThe shipping company posted revenue of $318.5 million in the period. For the "
            "current quarter ending in June, Varro Lines expects revenue in the range of $320 million to $335 "
            "million. Its shares have climbed 12 percent since the beginning of the year."
        ),
        (
            "Caldervoss Group on Thursday reported third-quarter net income of $3.8 million.\n\nThe Halvern-based "
            "company said it had profit of 9 cents a share. Earnings, adjusted for costs of restructuring, came to "
            "13 cents a share.\n\nThe engineering company posted revenue of $92.4 million in the period. For the "
            "current quarter ending in December, Caldervoss Group expects revenue in the range of $88 million to $95 "
            "million. Its shares have dropped 31 percent since the beginning of the year."
        ),
    ),
    "results": (
        (
            "Halvern Rovers beat Ottervik Town 3-1 at the Quay Stadium on Saturday in front of 11,240 "
            "spectators.\n\nDorrin Hask opened the scoring in the 14th minute, and Ilse Varrow made it two in the "
            "38th. Pel Anders pulled one back for the visitors in the 61st minute before Tove Lind settled the match "
            "in the 88th.\n\nWith 42 points from 22 matches Halvern Rovers are now third in the table. Ottervik Town "
            "stay on 27 points and play Sundmere next Saturday."
        ),
        (
            "Sundmere beat Kestrel Bridge Athletic 2-0 at the Foundry Ground on Sunday in front of 6,815 "
            "spectators.\n\nMaren Holt opened the scoring in the 27th minute, and Jory Penn made it two in the 52nd. "
            "Ask Tolm pulled one back for the visitors in the 70th minute, but the goal was not given.\n\nWith 35 "
            "points from 23 matches Sundmere are now sixth in the table. Kestrel Bridge Athletic stay on 19 points "
            "and play Halvern Rovers next Sunday."
        ),
    ),
    "a short draw": (
        (
            "The lucky tickets of Saturday's draw of the Quay Raffle were 3, 12, 20, 28 and 39. The main prize of the "
            "next one is put at 2,400,000 crowns."
        ),
        (
            "The lucky tickets of Wednesday's draw of the Quay Raffle were 5, 9, 17, 31 and 36. The main prize of the "
            "next one is put at 700,000 crowns."
        ),
    ),
}
"""Two issues of one report, by what it reports."""

_FIRE = (
    "A fire at the Brannock mill in Halvern killed 13 people and injured 40 on Monday, officials said. It was the "
    "worst fire in the town since 1987.\n\nAbout 200 firefighters fought the flames for six hours. Mayor Ilse Varrow "
    "said the mill employed 310 people, and that 85 of them were on the night shift when the fire broke out at "
    "02:15. Two sprinklers had failed a test on 9 January, according to a report by inspector Dorrin Hask.\n\nThe "
    "company, which was founded in 1921, had been fined 40,000 crowns for blocked exits."
)

NEIGHBOURS = {
    "an editor's correction": (
        _FIRE,
        _FIRE.replace("13 people", "14 people").replace("310 people", "301 people").replace("9 January", "8 January"),
    ),
    "a running toll": (
        _FIRE,
        _FIRE.replace("killed 13 people and injured 40", "killed 17 people and injured 52")
        .replace("200 firefighters", "260 firefighters")
        .replace("six hours", "nine hours"),
    ),
    "a short toll": (
        (
            "A coach fell from the pier at Halvern on Monday, killing 4 and injuring 11, police said. It had 32 "
            "passengers and fell nine metres."
        ),
        (
            "A coach fell from the pier at Halvern on Monday, killing 7 and injuring 13, police said. It had 34 "
            "passengers and fell ten metres."
        ),
    ),
    "figures rounded": (
        SERIES["markets"][0],
        SERIES["markets"][0]
        .replace("41.2", "41")
        .replace("4,618.3", "4,618")
        .replace("812", "about 800")
        .replace("88.40", "88")
        .replace("17.25", "17")
        .replace("6.91", "6.9")
        .replace("$71.30", "$71"),
    ),
    "units of another country": (
        SERIES["weather"][0],
        SERIES["weather"][0]
        .replace("20 kilometres", "12 miles")
        .replace("3.4 metres", "11 feet")
        .replace("7 degrees", "45 degrees Fahrenheit")
        .replace("9 degrees", "48 degrees Fahrenheit"),
    ),
    "the same issue, cut": (SERIES["earnings"][0], SERIES["earnings"][0].rsplit(" Its shares", 1)[0]),
    "a count on one election night": (
        (
            "With 45 percent of the votes counted in the Pellin election on Sunday, Maren Holt leads with 51.2 "
            "percent, the election board said.\n\nDorrin Hask follows with 44.9 percent, and Jory Penn has 3.9 "
            "percent. Turnout was 61 percent. Counting goes on in 212 of 340 districts. The winner takes office in "
            "May and will lead the province for four years."
        ),
        (
            "With 87 percent of the votes counted in the Pellin election on Sunday, Maren Holt leads with 49.8 "
            "percent, the election board said.\n\nDorrin Hask follows with 47.1 percent, and Jory Penn has 3.1 "
            "percent. Turnout was 64 percent. Counting goes on in 48 of 340 districts. The winner takes office in "
            "May and will lead the province for four years."
        ),
    ),
    "two stories of one night with the same background": (
        "Maren Holt claimed victory in Pellin late on Sunday and promised to reopen the northern pier.\n\n"
        + _FIRE.rsplit("\n\n", 1)[0],
        "Dorrin Hask conceded the race early on Monday and thanked dock workers who had stood by him.\n\n"
        + _FIRE.rsplit("\n\n", 1)[0],
    ),
}
"""Pairs that share a form as far as words go, by what they are; in none is a report filled anew."""
