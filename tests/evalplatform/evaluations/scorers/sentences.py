"""Pairs of real sentences, an output and its reference, that the text metrics are compared on."""

PAIRS = (
    ("The dog bit the man.", "The dog had bit the man."),
    ("It wasn't surprising.", "It was not unexpected."),
    ("The man had just bitten him.", "The man bit him first."),
    ("the cat sat on the mat", "the cat sat on the mat"),
    ("Hello", "Hello world, this is a considerably longer reference."),
    ("She sells the remainder for $2 per fresh duck egg, so she makes $18 every day.", "She makes 9 * 2 = $18 every day at the market."),
    ("A completely different text", "Nothing here is shared, really"),
    ("The U.S. economy grew 3.1% in Q2; prices rose -0.4%.", "In Q2 the U.S. economy grew by 3.1 %, and prices fell by 0.4 %."),
    ("Der Zug nach Zürich fährt um halb neun ab.", "Der Zug nach Zürich geht um 8:30 Uhr."),
    ("今天天气很好，我们去公园。", "今天天气不错，我们去公园吧。"),
    ("El niño comió &quot;pan&quot; y queso.", 'El niño se comió "pan" con queso.'),
    ("one\ntwo\nthree", "one two three four"),
    ("to be or not to be that is the question to be", "to be or not to be"),
    ("", "An answer was expected."),
)
