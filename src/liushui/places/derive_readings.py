"""How readings.txt was made; run by hand when regions.txt.xz has names with new characters.

    python -m liushui.places.derive_readings

It takes from pypinyin (MIT, a development tool) the first reading of every character that a name of
the packaged regions holds. ``USUAL`` puts in its place what a character mostly is in names of
places, and ``WORDS`` names the places where it is something else again, after 民政部's
《中华人民共和国行政区划简册》 and the spellings that the places themselves use.
"""

import re
import sys
from collections import defaultdict

from pypinyin import lazy_pinyin  # type: ignore[import-untyped, unused-ignore]

from liushui.places.regions import packaged_regions
from liushui.places.spelling import FILE

USUAL = """
bei 陂碚 bo 亳 bu 卜 chang 长 chao 朝 chong 重 cuo 厝 dan 儋 di 地坻 du 都 er 儿洱 fo 佛 gai 盖
ge 仡 guan 莞 han 邗 he 和合 hui 会 huo 漷 le 乐勒 liao 了 lu 甪 luo 漯 meng 勐 mou 牟 nao 淖
po 鄱 pu 埔 qu 区曲 shan 单 she 歙 shi 什石 si 似 tai 台 tun 屯 xia 厦 xie 解 xing 陉荥 xu 畜
yao 么 qie 茄 ye 掖叶 yi 眙黟 zang 藏 zeng 曾 qiang 强 zha 扎 cha 查 zhe 柘 zong 枞 mian 渑
ti 体 ba 耙 ren 任
"""
WORDS = """
六安 lu an|六合 lu he|蚌埠 beng bu|大埔 da bu|黄陂 huang pi|东阿 dong e|阿房 e pang|宝坻 bao di
乐亭 lao ting|乐陵 lao ling|乐清 yue qing|番禺 pan yu|铅山 yan shan|泌阳 bi yang|犍为 qian wei
蔚县 yu xian|尉犁 yu li|长子 zhang zi|长老 zhang lao|大城县 dai cheng xian|浚县 xun xian
莘县 shen xian|莘庄 xin zhuang|中牟 zhong mu|牟平 mu ping|洪洞 hong tong|繁峙 fan shi
涡阳 guo yang|筠连 jun lian|会稽 kuai ji|荥经 ying jing|宕昌 tan chang|柞水 zha shui
伽师 jia shi|龟兹 qiu ci|珲春 hun chun|穆棱 mu ling|闵行 min hang|太行 tai hang|徐行 xu hang
行唐 xing tang|大栅栏 da shi lan|里堡 li pu|吴堡 wu bu|沟堡 gou bu|瓦窑堡 wa yao bu|浒墅 xu shu
浒关 xu guan|柏林 bo lin|星宿 xing xiu|解放 jie fang|解甲 jie jia|解愁 jie chou|朝霞 zhao xia
朝晖 zhao hui|大厦 da sha|广厦 guang sha|重工 zhong gong|起重 qi zhong|重点 zhong dian
尚重 shang zhong|绿林 lu lin|鸭绿江 ya lu jiang|马圈 ma juan|羊圈 yang juan|牛圈 niu juan
猪圈 zhu juan|单位 dan wei|薄荷 bo he|泊头 bo tou|称多 chen duo|卡子 qia zi|杉木 sha mu
宝藏 bao zang|湖泊 hu po|梁山泊 liang shan po|商行 shang hang|银行 yin hang|南召 nan zhao
栎阳 yue yang|丽水 li shui|郦道 li dao|监利 jian li|阆中 lang zhong|临朐 lin qu|会计 kuai ji
台州 tai zhou|天台 tian tai|渑池 mian chi|井陉 jing xing|歙县 she xian|枞阳 zong yang
瑷珲 ai hui|华亭 hua ting|万俟 mo qi|尉氏 wei shi|儋州 dan zhou|厦门 xia men|重庆 chong qing
"""
_LETTERS = re.compile("[a-z]+")


def main() -> None:
    """Write the file and say how much it holds."""
    usual: dict[str, str] = {}
    words = USUAL.split()
    for reading, written in zip(words[::2], words[1::2], strict=True):
        usual |= dict.fromkeys(written, reading)
    characters = sorted({letter for region in packaged_regions() for letter in region.name})
    table: dict[str, list[str]] = defaultdict(list)
    for letter in characters:
        reading = usual.get(letter) or lazy_pinyin(letter.lower())[0]
        if _LETTERS.fullmatch(reading):
            table[reading].append(letter)
    lines = [f"{reading} {''.join(written)}\n" for reading, written in sorted(table.items())]
    exceptions = sorted(
        word for line in WORDS.split("\n") for word in line.split("|") if " " in word
    )
    text = [*lines, "\n", *(f"{word}\n" for word in exceptions)]
    FILE.write_text("".join(text), encoding="utf-8")
    sys.stdout.write(f"{len(characters)} characters, {len(exceptions)} words\n")


if __name__ == "__main__":
    main()
