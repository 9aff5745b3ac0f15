"""What customers of a made-up web shop write, and what its assistant answers: templates with slots in braces."""

from dataclasses import dataclass

from evalplatform.management.demo.drafts import function


@dataclass(frozen=True)
class Turn:
    """One question with its possible wordings and answers. With a `tool`, the assistant looks `arguments` up and gets `result`."""

    asks: tuple[str, ...]
    answers: tuple[str, ...]
    tool: str = ""
    arguments: str = ""
    result: str = ""


@dataclass(frozen=True)
class Scenario:
    topic: str
    turns: tuple[Turn, ...]
    language: str = "en"


TOOLS = [
    function("get_order", "Look up an order by its number.", order="number of the order, such as A-1042"),
    function("start_return", "Open a return and send the label by e-mail.", order="number of the order", reason="what the customer says"),
    function("get_stock", "Pieces in stock and the date of the next delivery.", product="name of the product"),
    function("update_address", "Change the address of an order that has not left yet.", order="number of the order", city="the new city"),
]

OPENERS = (
    "Hi, ",
    "Hello! ",
    "Good morning, ",
    "",
    "",
    "Hey there, ",
    "Dear team,\n\n",
    "Hi {name} here. ",
    "Sorry to bother you, ",
    "Quick question: ",
    "Hello, I hope you can help me. ",
    "Second try, the chat closed on me. ",
)
ENDINGS = (
    "",
    "",
    "",
    " Thanks!",
    " Thank you in advance.",
    "\n\nBest, {name}",
    " Please answer soon, I need it by {day}.",
    " 🙏",
    " It is a gift, so I am a bit nervous.",
    "\n\nKind regards\n{name}, {city}",
    " I have been a customer for {years} years.",
    ' The page only says "please try again later".',
)
ANSWER_OPENERS = (
    "",
    "",
    "Thank you for writing, {name}. ",
    "Of course! ",
    "I am sorry about the trouble. ",
    "I had a look. ",
    "Happy to help. ",
    "Thanks for your patience. ",
)
ANSWER_ENDINGS = (
    "",
    "",
    " Is there anything else I can do?",
    " Have a nice {day}!",
    ' You will also find this under "My orders".',
    " Just answer here if something is unclear.",
    "\n\nYour {shop} team",
    " I will keep an eye on it.",
)

SCENARIOS = (
    Scenario(
        "delivery",
        (
            Turn(
                (
                    "where is my order {order}? It should have arrived on {day}.",
                    "the {product} from order {order} still has not come. The tracking has said the same for {days} days.",
                    "I ordered the {product} ({order}) and nobody tells me when it arrives in {city}.",
                ),
                (
                    "Order {order} left our warehouse on {day} and is at the parcel centre near {city}. It should reach you in {days} "
                    "days.",
                    "Your {product} is on its way: the carrier has scanned order {order} in {city}. Please allow {days} more days.",
                    "The parcel with order {order} was held back because of the weather. The carrier now says {days} days.",
                ),
                "get_order",
                '{{"order": "{order}"}}',
                '{{"order": "{order}", "state": "shipped", "product": "{product}", "city": "{city}", "days_left": {days}}}',
            ),
            Turn(
                (
                    "Can you send it to my sister in {city2} instead?",
                    "I am away then. Could it go to {city2}?",
                    "Please change the address to {city2}.",
                ),
                (
                    "It has left already, so I cannot change the address. You can ask the carrier to keep it at a pick-up point in "
                    "{city2}.",
                    "I have asked the carrier to bring it to {city2}. That adds {days} days.",
                ),
                "update_address",
                '{{"order": "{order}", "city": "{city2}"}}',
                '{{"order": "{order}", "changed": false, "reason": "already shipped"}}',
            ),
            Turn(
                ("OK, thanks. Do I get the shipping fee back?", "Fine. And who pays for the delay?"),
                (
                    "Yes: since we missed the promised day, I have refunded the shipping fee of ${fee}. It shows on your account in "
                    "{days} days.",
                    "We do. A voucher over ${fee} is on its way to your e-mail address.",
                ),
            ),
        ),
    ),
    Scenario(
        "return",
        (
            Turn(
                (
                    "I want to return the {product} from order {order}. It is {complaint}.",
                    "the {product} I got is {complaint}. How do I send it back? Order {order}.",
                    "order {order}: {product} is {complaint}, and the return page does not accept my number.",
                ),
                (
                    "I am sorry that your {product} is {complaint}. I have opened a return for {order}; the label is in your mailbox.",
                    "That should not happen. The return for order {order} is open, please put the label on the original box.",
                    "You can send it back within 30 days. The label for {order} has just been sent.",
                ),
                "start_return",
                '{{"order": "{order}", "reason": "{complaint}"}}',
                '{{"return": "R-{number}", "order": "{order}", "label_sent": true}}',
            ),
            Turn(
                ("When do I get the ${amount} back?", "How long does the refund take? It was ${amount}.", "And the money?"),
                (
                    "As soon as the parcel is back with us, usually {days} days later. The ${amount} goes to the card that you paid with.",
                    "We refund ${amount} within {days} working days after the {product} has arrived here.",
                ),
            ),
        ),
    ),
    Scenario(
        "billing",
        (
            Turn(
                (
                    "I was charged twice for the {plan} plan this month, ${amount} each time.",
                    "my invoice {number} shows ${amount}, but the {plan} plan was advertised for less.",
                    "why is there a charge of ${amount} on my card from {shop}? I cancelled the {plan} plan on {day}.",
                ),
                (
                    "I can see both charges. The second one is a reservation that your bank drops within {days} days; only ${amount} is "
                    "booked.",
                    "You are right, the invoice {number} has the old price. I have sent a corrected one and refunded the difference of "
                    "${fee}.",
                    "The {plan} plan ended on {day}, and the charge of ${amount} is for the weeks before. I have attached the details:\n\n"
                    "| item | amount |\n|---|---|\n| {plan} plan, part of the month | ${amount} |\n| credit | -${fee} |",
                ),
            ),
            Turn(
                (
                    "Can you put the company's name on it? It is {name}'s Workshop, {city}.",
                    "Could I have the invoice as a PDF?",
                    "What is the VAT rate on that?",
                ),
                (
                    "Done. The new invoice {number}-B is in your account, as PDF and as XML.",
                    "Of course: it stands under Settings → Billing → Invoices, number {number}. VAT is shown on the second page.",
                ),
            ),
        ),
    ),
    Scenario(
        "stock",
        (
            Turn(
                (
                    "do you still have the {product} in {colour}?",
                    "when will the {product} be available again? I have waited for {days} weeks.",
                    "I need {days} pieces of the {product} for our office in {city}. Is that possible?",
                ),
                (
                    "There are {days} pieces of the {product} in {colour} left. Shall I put one aside for you until {day}?",
                    "The {product} is sold out at the moment. The next delivery is planned for {day}, and I can note your address.",
                    "Yes, we have enough of them. From five pieces on you also get 10 % off the price of ${amount}.",
                ),
                "get_stock",
                '{{"product": "{product}"}}',
                '{{"product": "{product}", "in_stock": {days}, "colours": ["{colour}", "black"], "price": {amount}}}',
            ),
            Turn(
                (
                    "Great, put one aside please. Is {colour} the darker one?",
                    "Does it fit the older model too?",
                    "What about the guarantee?",
                ),
                (
                    "It is done, under the number {number}. The {colour} one is a little darker than in the pictures.",
                    "It fits all models since 2019. The guarantee is {years} years and also covers the battery.",
                    "You have {years} years of guarantee, and 30 days to try it at home.",
                ),
            ),
        ),
    ),
    Scenario(
        "account",
        (
            Turn(
                (
                    "I cannot log in any more. The reset e-mail never arrives.",
                    'the app on my phone says "session expired" every {days} minutes since the update.',
                    "I have a new phone and the code for the second factor is on the old one.",
                ),
                (
                    "Let us check three things:\n1. Is the mail in your spam folder?\n2. Did you register with another address?\n"
                    "3. Does your provider block our domain?\n\nIf none helps, I can send the link to your second address.",
                    "Please sign out everywhere under Settings → Devices, then sign in once more. The update changed how long a session "
                    "lasts.",
                    "You can use one of the ten recovery codes from when you set it up. Without them I have to check who you are first.",
                ),
            ),
            Turn(
                (
                    "I tried that. Still nothing, and I am locked out now.",
                    "That worked, but my order history is gone!",
                    "Where do I find those codes?",
                ),
                (
                    "I have unlocked the account. For safety, the link that I have just sent is valid for {days}0 minutes only.",
                    "The history comes back after the first synchronisation, which takes up to {days} hours. Nothing is lost.",
                    "They are in the PDF called recovery-{number}.pdf that you downloaded when you switched the second factor on.",
                ),
            ),
            Turn(
                ("It works now, you are the best! 🎉", "Ok. Please also delete my old address in {city2}.", "Hm. Can I talk to a human?"),
                (
                    "I am glad to hear that, {name}!",
                    "The address in {city2} is deleted. Invoices of the past keep it, as the law asks for.",
                    "Certainly. A colleague calls you back on {day} between 9 and 12. Your ticket is {number}.",
                ),
            ),
        ),
    ),
)
