"""Other people's code comes to our verdicts: Go's sumdb, on whole logs and ten thousand proofs."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from liushui.transparency.format.tiles import reader
from liushui.transparency.format.tree import inclusion_proof, leaf_hash
from liushui_verify.encoding import from_json
from liushui_verify.merkle import is_included
from liushui_verify.outcomes import Exit, Invalid
from tests.verify.asking import ask
from tests.verify.logs import LOG, a_log, vkey

SOURCE = Path(__file__).parent / "oracle" / "main.go"
PACKAGES = Path("/usr/share/gocode")
GO = shutil.which("go")
MISSING = GO is None or not (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir()
needs_go = pytest.mark.skipif(MISSING, reason="golang-go and golang-golang-x-mod-dev are missing")
Proof = tuple[int, int, bytes, bytes, list[bytes]]


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("oracle") / "oracle"
    words = [str(GO), "build", "-o", str(made), str(SOURCE)]
    plain = {
        **os.environ, "GO111MODULE": "off", "GOPATH": str(PACKAGES), "GOFLAGS": "",
        "GOCACHE": str(made.parent / "cache"),
    }  # fmt: skip
    subprocess.run(words, check=True, env=plain)
    return made


@needs_go
@pytest.mark.parametrize("size", [1, 257, 600])
def test_go_finds_the_log_whole(tmp_path: Path, oracle: Path, size: int) -> None:
    folder = a_log(size).publish(tmp_path / "log")
    words = [str(oracle), "log", str(folder), vkey(LOG)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{size}\n", "")


@needs_go
def test_go_names_what_was_altered_as_we_do(tmp_path: Path, oracle: Path) -> None:
    folder = a_log(300).publish(tmp_path / "log")
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        before = path.read_bytes()
        altered = bytearray(before)
        altered[len(before) // 2] ^= 1
        path.write_bytes(altered)
        words = [str(oracle), "log", str(folder), vkey(LOG)]
        theirs = subprocess.run(words, capture_output=True, check=False).returncode
        ours = ask(tmp_path, "log", folder)
        if ours == Exit.OK or theirs == 0:  # what neither of the two has to look at
            assert path.name in {"checkpoint", "1"}, path
        path.write_bytes(before)


def proofs(drawn: random.Random) -> Iterator[Proof]:
    """True ones, and each altered in one way or another."""
    log = a_log(300)
    tiles, root = log.tiles(), log.head().root
    for index in (0, 1, 127, 255, 256, 298, 299):
        leaf = leaf_hash(log.leaves[index])
        path = inclusion_proof(index, 300, reader(300, lambda tile: tiles[tile.path]))
        yield index, 300, root, leaf, path
        for _ in range(1_430):
            yield altered((index, 300, root, leaf, list(path)), drawn)


def altered(proof: Proof, drawn: random.Random) -> Proof:
    index, size, root, leaf, path = proof
    at, one = drawn.randrange(len(path)), drawn.choice((-299, -2, -1, 1, 2, 256))
    return drawn.choice(
        [
            (index + one, size, root, leaf, path),
            (index, size + one, root, leaf, path),
            (index, size, flipped(root, drawn), leaf, path),
            (index, size, root, flipped(leaf, drawn), path),
            (index, size, root, leaf, [*path[:at], flipped(path[at], drawn), *path[at + 1 :]]),
            (index, size, root, leaf, [*path[:at], *path[at + 1 :]]),
            (index, size, root, leaf, [*path[:at], path[at], *path[at:]]),
            (index, size, root, leaf, drawn.sample(path, len(path))),
        ]
    )


def flipped(content: bytes, drawn: random.Random) -> bytes:
    bit = drawn.randrange(8 * len(content))
    return (int.from_bytes(content, "big") ^ 1 << bit).to_bytes(len(content), "big")


@needs_go
def test_go_and_we_agree_on_ten_thousand_proofs(oracle: Path) -> None:
    tried = list(proofs(random.Random(11)))  # noqa: S311 - the same faults each time
    lines = [
        f"{index} {size} {root.hex()} {leaf.hex()} {','.join(one.hex() for one in path) or '-'}"
        for index, size, root, leaf, path in tried
    ]
    words = [str(oracle), "proofs", vkey(LOG)]
    done = subprocess.run(words, input="\n".join(lines), capture_output=True, text=True, check=True)
    theirs = [one == "yes" for one in done.stdout.split()]
    ours = [is_included(leaf, index, size, path, root) for index, size, root, leaf, path in tried]
    assert len(tried) > 10_000
    assert ours == theirs
    assert 7 <= sum(ours) < len(tried) // 10  # true ones, and sizes with the same path to the root


WEIRD = (
    '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge",'
    '"\u0080":"Control\u007f","\u00f6":"Latin Small Letter O With Diaeresis",'
    '"\u20ac":"Euro Sign","\U0001f602":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}'
)


def test_the_published_weird_object_is_read_in_its_one_spelling() -> None:
    """V8: names are in the order of their UTF-16, not of their code points."""
    assert len(from_json(WEIRD.encode())) == 9
    smiley, hebrew = '"\U0001f602":"Smiley"', '"\ufb33":"Hebrew Letter Dalet With Dagesh"'
    other = WEIRD.replace(f"{smiley},{hebrew}", f"{hebrew},{smiley}")
    assert other != WEIRD
    for text in (other, WEIRD.replace("\\n", "\\u000a"), WEIRD.replace("</", "<\\/")):
        with pytest.raises(Invalid):
            from_json(text.encode())
