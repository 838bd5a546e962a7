"""What follows in running prose from numbers before: sums, shares, rates, conclusions.

One walk (`walk`) reads the sentences of a section as amounts (`amounts`) and stops at each number
that nothing has decided: its place (`places`). Rules look at the place and name candidates, each a
value with the amounts that it is calculated of and with how well the words tell it:

    concluded, forms   what the sentence says outright: „von 250 … 175, das sind 70 %“
    restated           the same in another unit
    rates              so much of each
    training, sizes    steps and epochs; memory, products, shapes
    shares, percents   which share something is; what a share comes to
    parts, sums        what is left, differences; sums, multiples, lists
    passages           where each number of a sentence or two has its part in what the words tell:
                       wholes (rest, opposites, shares), counted (so much of each, steps), courses
                       (halved again, years between, another format, changes),
                       divided, machines, setups (runs, folds, batches)

One judge (`judging`) decides: a candidate that the number agrees with confirms it, unless it may
do so by chance; wrong is a number where words fix the calculation, or that is a slip of the pen
away from the only value that it can be. LOOSE candidates only confirm.
"""
