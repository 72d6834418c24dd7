"""Letters of other scripts that look like Latin ones. After the principle of UTS 39; the table is ours."""

from __future__ import annotations

_ROWS = """
a а α ɑ ａ
A А Α Ꭺ
b Ь ь Ƅ
B В Β Ᏼ ᗷ
c с ϲ ⅽ
C С Ϲ Ꮯ
d ԁ ⅾ ꓒ
D Ꭰ ᗞ
e е ҽ є ε
E Е Ε Ꭼ
f ƒ ſ
F Ϝ
g ɡ ց
G Ԍ Ꮐ
h һ հ Ꮒ
H Н Η Ꮋ н
i і ι ɩ ı ꭵ
I І Ι Ӏ ӏ
j ј ϳ
J Ј Ꭻ
k к κ
K К Κ Ꮶ
l ⅼ ǀ ן
L Ꮮ ⅼ
m м
M М Μ Ꮇ
n п ո η ռ
N Ν
o о ο օ ० ੦ ہ ه ɔ σ ჿ
O О Ο Օ Ꮎ
p р ρ ⍴
P Р Ρ Ꮲ
q ԛ զ
Q Ԛ
r г ꭇ
R Ꭱ Ʀ
s ѕ ꜱ
S Ѕ Տ Ꮪ
t т τ
T Т Τ Ꭲ
u υ ս
U Ս
v ѵ ν ⅴ
V Ѵ Ꮩ
w ԝ ω ѡ ա
W Ԝ Ꮃ
x х χ
X Х Χ
y у γ ү
Y Υ Ү
z ᴢ
Z Ζ Ꮓ
"""
#: A letter → the Latin letter that it looks like.
LATIN_LIKE = {
    other: latin for row in _ROWS.strip().splitlines() for latin, *others in [row.split()] for other in others
}
