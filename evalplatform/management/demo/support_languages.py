"""Support conversations in other languages than English, and the words that fill the slots of all of them."""

from evalplatform.management.demo.dice import Dice
from evalplatform.management.demo.support_texts import Scenario, Turn

FOREIGN_SCENARIOS = (
    Scenario(
        "delivery",
        (
            Turn(
                (
                    "Guten Tag, wo bleibt meine Bestellung {order}? Sie sollte längst in {city} sein.",
                    "Mein Paket ({order}) hängt seit {days} Tagen fest 😕",
                ),
                (
                    "Guten Tag {name}, die Bestellung {order} ist unterwegs und kommt voraussichtlich in {days} Tagen an. Bitte "
                    "entschuldigen Sie die Verzögerung.",
                    "Das tut mir leid! Der Paketdienst nennt jetzt {days} Tage. Die Versandkosten von {fee} € erstatten wir Ihnen.",
                ),
            ),
            Turn(
                ("Danke für die schnelle Antwort! Kann ich die Rechnung auch als PDF bekommen?",),
                ("Gern: Sie finden die Rechnung {number} in Ihrem Konto unter „Meine Bestellungen“. Schöne Grüße!",),
            ),
        ),
        language="de",
    ),
    Scenario(
        "return",
        (
            Turn(
                (
                    "Bonjour, j'ai reçu un article défectueux (commande {order}). Comment le retourner ?",
                    "L'écran est fêlé… que dois-je faire ? Commande {order}",
                ),
                (
                    "Bonjour {name}, je suis désolée. Le retour pour la commande {order} est ouvert ; l'étiquette vous a été envoyée "
                    "par e-mail.",
                    "Vous pouvez le renvoyer gratuitement sous 30 jours. Le remboursement de {amount} € suivra sous {days} jours.",
                ),
            ),
        ),
        language="fr",
    ),
    Scenario(
        "billing",
        (
            Turn(
                (
                    "Hola, ¿por qué me han cobrado {amount} € dos veces este mes?",
                    "¡Buenos días! La factura {number} no es correcta, ¿pueden revisarla?",
                ),
                (
                    "Hola {name}, el segundo cargo es una reserva del banco que desaparece en {days} días. No tiene que hacer nada.",
                    "Tiene razón: hemos corregido la factura {number} y le devolvemos {fee} €. ¡Gracias por avisar!",
                ),
            ),
        ),
        language="es",
    ),
    Scenario(
        "stock",
        (
            Turn(
                ("こんにちは。注文番号 {order} の商品はいつ届きますか？", "在庫はありますか？{days} 個必要です。"),
                (
                    "お問い合わせありがとうございます。ご注文 {order} は {days} 日以内にお届けする予定です 📦",
                    "はい、在庫がございます。{days} 個まで本日中に発送できます。",
                ),
            ),
        ),
        language="ja",
    ),
    Scenario(
        "account",
        (
            Turn(
                ("مرحبا، لا أستطيع تسجيل الدخول إلى حسابي.", "لم تصلني رسالة إعادة تعيين كلمة المرور، رقم الطلب {order}"),
                ("مرحبا {name}، لقد أرسلنا رابطا جديدا إلى بريدك. الرابط صالح لمدة {days}0 دقيقة.",),
            ),
        ),
        language="ar",
    ),
)

_NAMES = (
    "Alex",
    "Beatriz",
    "Carlos",
    "Daniela",
    "Emeka",
    "Fatima",
    "Georg",
    "Hannah",
    "Ivan",
    "Julia",
    "Kenji",
    "Lucía",
    "Marek",
    "Nadia",
    "Oskar",
    "Paula",
    "Quentin",
    "Rosa",
    "Søren",
    "Tariq",
    "Uma",
    "Viktor",
    "Wanjiru",
    "Ximena",
    "Yusuf",
    "Zoë",
    "O'Neill",
    "Anne-Marie",
)
_PRODUCTS = (
    "desk lamp",
    "standing desk",
    "headphones",
    "coffee grinder",
    "e-reader",
    "hiking backpack",
    "bike light",
    "air purifier",
    "travel mug",
    "mechanical keyboard",
    "27-inch monitor",
    "raincoat",
    "tent",
    "kettle",
    "office chair",
    "webcam",
    "power bank",
    "yoga mat",
    "toaster",
    "router",
)
_CITIES = (
    "Berlin",
    "Lyon",
    "Porto",
    "Leeds",
    "Austin",
    "Nairobi",
    "Osaka",
    "Kraków",
    "Malmö",
    "Bogotá",
    "Toronto",
    "Cardiff",
    "Graz",
    "Perth",
    "Zürich",
)
_COMPLAINTS = (
    "too small",
    "scratched",
    "not the colour from the picture",
    "broken at the hinge",
    "louder than promised",
    "missing a cable",
    "damaged",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_COLOURS = ("green", "navy", "grey", "red", "white", "yellow")
_PLANS = ("basic", "family", "team", "premium")
SHOPS = ("Fernweg", "Harbour & Pine", "Lumbre", "Nordlicht")


def slots(dice: Dice) -> dict[str, str]:
    """One customer's matter: a value for every slot of the templates."""
    number = 10_000 + dice.below(90_000)
    return {
        "name": dice.pick(_NAMES),
        "number": str(number),
        "order": f"A-{number * 7 % 99_991}",
        "product": dice.pick(_PRODUCTS),
        "city": dice.pick(_CITIES),
        "city2": dice.pick(_CITIES),
        "complaint": dice.pick(_COMPLAINTS),
        "colour": dice.pick(_COLOURS),
        "day": dice.pick(_DAYS),
        "plan": dice.pick(_PLANS),
        "shop": dice.pick(SHOPS),
        "days": str(dice.between(2, 9)),
        "years": str(dice.between(2, 6)),
        "amount": f"{dice.between(9, 480)}.{dice.between(0, 9)}9",
        "fee": f"{dice.between(3, 9)}.90",
    }
