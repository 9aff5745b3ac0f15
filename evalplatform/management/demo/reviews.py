"""Classification of reviews: plain text in, one word out, some of it formulas as a spreadsheet would see them."""

from typing import Any

from evalplatform.management.demo.catalogue import CHAT_TRAFFIC
from evalplatform.management.demo.dice import Dice
from evalplatform.management.demo.drafts import Draft

LABELS = ("positive", "negative", "neutral")
_REVIEWS = {
    "positive": (
        "Arrived after {n} days and works better than my old one. Would buy it again!",
        "Great value for ${n}. My daughter loves it 😍",
        "Sehr zufrieden, nach {n} Wochen immer noch wie neu.",
        "Étonnamment bon, {n}/10 n'existe pas mais presque.",
        "とても良い商品でした。{n}回使いました。",
        "+1 from me, and I do not say that often. {n} stars if I could.",
    ),
    "negative": (
        "Broke after {n} days. Support never answered. Do not buy.",
        '-5 stars. "Waterproof" my foot, it died at {n} cm.',
        "Nach {n} Tagen kaputt, nie wieder 😡",
        "=SUM(wasted time; wasted money), {n} hours of my life",
        "Demasiado caro: {n} € por esto, no gracias.",
        "The box was open,\nthe manual was missing\nand it smells. {n} days to get it, too.",
    ),
    "neutral": (
        "It does what it says. {n} EUR is the usual price.",
        "OK. Came in {n} days, nothing special.",
        "@shop: what are the measures? Mine is {n} cm.",
        "Es ist eine Lampe. Sie leuchtet. {n} Watt.",
        "C'est correct, livré en {n} jours.",
        "Have used it {n} times so far, too early to tell.",
    ),
}
_PROMPTS = (
    "Is this review positive, negative or neutral? Answer with one word.\n\nReview: {review}\n\nAnswer:",
    'Classify the sentiment of the text between the quotes as positive, negative or neutral.\n\n"{review}"\n\nSentiment:',
    "Label (positive / negative / neutral) for: {review} →",
)
_TITLES = ("", "Product {n}: ", "[{n}] ", "Order A-{n}, ", "Reviewer {n} wrote: ")


def session(dice: Dice, release: str) -> list[Draft]:
    """One review. A third of the inputs are objects with a `prompt`, the others plain text, and none is a chat."""
    label = dice.pick(LABELS)
    number = str(dice.between(2, 99_999))
    review = (dice.pick(_TITLES) + dice.pick(_REVIEWS[label])).replace("{n}", number)
    prompt = dice.pick(_PROMPTS).replace("{review}", review)
    model = dice.pick(CHAT_TRAFFIC)
    correct = dice.chance(model.quality_in(release))
    asked: Any = {"prompt": prompt, "max_tokens": 4, "temperature": 0.0} if dice.chance(0.33) else prompt
    answered = label if correct else LABELS[(LABELS.index(label) + 1 + dice.below(2)) % 3]
    return [
        Draft(
            name="review.classify",
            task="classification",
            model=model,
            input=asked,
            output=answered,
            reference=label,
            correct=correct,
            facts={"topic": "reviews", "text": {"length": len(review), "line_breaks": review.count("\n")}},
            tags=["classification", f"label:{label}"],
        )
    ]
