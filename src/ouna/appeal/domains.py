"""Which mail address speaks for which web site: one below the same registered domain. Pure.

What is registered is told by the Public Suffix List, whose private part counts too: whoever keeps a page at
`quince.github.io` has not registered `github.io`.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

#: Where anyone gets a mailbox or a page for the asking: an address there proves a person, never an
#: organisation. What the Public Suffix List names need not stand here.
FREE_MAIL = frozenset(
    """
    126.com 163.com aol.com bluewin.ch cock.li fastmail.com fastmail.fm free.fr freenet.de gmail.com gmx.at
    gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.es
    hotmail.fr hotmail.it hushmail.com icloud.com inbox.lv inbox.ru interia.pl laposte.net libero.it list.ru
    live.com live.fr live.nl mac.com mail.com mail.de mail.ru mailbox.org mailfence.com maktoob.com me.com
    msn.com mynet.com naver.com o2.pl orange.fr outlook.com outlook.de outlook.es outlook.fr pm.me posteo.de
    posteo.net proton.me protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com riseup.net sapo.pt
    seznam.cz sfr.fr sina.com t-online.de tuta.com tuta.io tutanota.com tutanota.de ukr.net vk.com wanadoo.fr
    web.de wp.pl yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.de yahoo.es
    yahoo.fr yahoo.gr yahoo.it yandex.com yandex.ru ymail.com ziggo.nl zoho.com
    facebook.com instagram.com linktr.ee t.me telegram.me tiktok.com twitter.com wa.me x.com youtube.com
    wordpress.com blogspot.com wixsite.com weebly.com jimdo.com jimdofree.com tumblr.com medium.com
    substack.com google.com linkedin.com
    """.split()
)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def registered(host: str) -> str:
    """The registered domain of a host in ASCII letters; empty for a bare suffix, an address, or no host."""
    plain = host.strip().rstrip(".").lower()
    try:
        plain = plain.encode("idna").decode()
    except UnicodeError:
        return ""
    if not plain or plain.replace(".", "").isdigit() or "." not in plain or ":" in plain:
        return ""
    return str(_suffixes().privatesuffix(plain) or "")


def of_site(address: str) -> str:
    """The registered domain of a web address, empty if it has none."""
    try:
        return registered(urlsplit(address).hostname or "")
    except ValueError:
        return ""


def of_mail(address: str) -> str:
    """The registered domain of a mail address, empty if it has none."""
    return registered(address.rpartition("@")[2])


def proves(site: str, mail: str) -> bool:
    """Whether a mail address (`mail`) speaks for the web site of that registered domain (`site`)."""
    domain = of_mail(mail)
    return bool(domain) and domain == site and domain not in FREE_MAIL
