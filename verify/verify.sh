#!/bin/sh
# Checks a receipt of the public log with sh, coreutils, awk, xxd and OpenSSL 3: the log's Ed25519
# signature and the inclusion of the record. Witnesses and shown fields are liushui-verify's.
#
#   verify.sh RECEIPT LOG.VKEY      0 it holds, 1 it does not, 2 wrong use
#
# SPDX-License-Identifier: Apache-2.0
set -eu
[ $# -eq 2 ] && [ -r "$1" ] && [ -r "$2" ] || { echo "usage: verify.sh RECEIPT LOG.VKEY" >&2; exit 2; }
LC_ALL=C; export LC_ALL
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
no() { echo "不成立 It does not hold: $1"; exit 1; }
hash_of() { openssl dgst -sha256 -binary | xxd -p -c64; }
# Base64 in its one spelling only.
plain() { printf %s "$1" | base64 -d >"$work/b" 2>/dev/null || no base64
          [ "$(base64 -w0 <"$work/b")" = "$1" ] || no base64; cat "$work/b"; }

key=$(cat "$2"); name=${key%%+*}; rest=${key#*+}; id=${rest%%+*}
plain "${rest#*+}" >"$work/key"
[ "$(head -c1 "$work/key" | xxd -p)" = 01 ] || no "not an Ed25519 key"
[ "$(wc -c <"$work/key")" -eq 33 ] || no "not an Ed25519 key"
tail -c +2 "$work/key" >"$work/pub"
[ "$({ printf '%s\n' "$name"; cat "$work/key"; } | openssl dgst -sha256 -binary | head -c4 | xxd -p)" = "$id" ] || no key
{ printf 302a300506032b6570032100 | xxd -r -p; cat "$work/pub"; } >"$work/pub.der"

if grep -q "$(printf '\r')" "$1"; then no "CR"; fi
[ "$(head -1 "$1")" = "c2sp.org/tlog-proof@v1" ] || no "no receipt"
sed -n 2p "$1" | grep -q '^extra [A-Za-z0-9+/]*=*$' || no "no receipt"
sed -n 3p "$1" | grep -q '^index [0-9]*$' || no "no receipt"
[ "$(tail -c1 "$1" | xxd -p)" = 0a ] || no "no end of line"
[ "$(grep -c '^$' "$1")" -eq 2 ] || no "blank lines"
if awk '/^$/{exit} NR>3' "$1" | grep -qvE '^[A-Za-z0-9+/]{43}=$'; then no hash; fi
awk 's==0&&/^$/{s=1;next} s==1{print}' "$1" >"$work/note"
awk '/^$/{exit}{print}' "$work/note" >"$work/body"
[ "$(wc -l <"$work/body")" -eq 3 ] && [ "$(sed -n 1p "$work/body")" = "$name" ] || no checkpoint
awk 's==1{print} /^$/{s=1}' "$work/note" >"$work/lines"
dash=$(printf '\342\200\224')
if grep -qvE "^$dash [^ +]+ [A-Za-z0-9+/]+=*\$" "$work/lines"; then no "signature line"; fi
[ -z "$(awk '{print $2 substr($3,1,5)}' "$work/lines" | sort | uniq -d)" ] || no "signed twice"
found=
while read -r _ who said; do
  [ "$who" = "$name" ] || continue
  plain "$said" >"$work/line"
  [ "$(head -c4 "$work/line" | xxd -p)" = "$id" ] || continue
  tail -c +5 "$work/line" >"$work/signature"; found=1
done <"$work/lines"
[ -n "$found" ] || no "the log did not sign"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/pub.der" -rawin -in "$work/body" \
  -sigfile "$work/signature" >/dev/null 2>&1 || no signature

size=$(sed -n 2p "$work/body"); index=$(sed -n '3s/^index //p' "$1")
for number in "$size" "$index"; do
  case $number in 0|[1-9]|[1-9][0-9]*) ;; *) no number ;; esac
  case $number in *[!0-9]*) no number ;; esac
  [ ${#number} -le 16 ] || no number
done
[ "$index" -lt "$size" ] || no index
plain "$(sed -n 3p "$work/body")" >"$work/root"; root=$(xxd -p -c64 <"$work/root")
plain "$(sed -n '2s/^extra //p' "$1")" >"$work/extra"
leaf=$(sed -n 's/.*"leaf":"\([A-Za-z0-9+/=]*\)"}$/\1/p' "$work/extra")
[ -n "$leaf" ] || no leaf
plain "$leaf" >"$work/leaf"
r=$({ printf '\000'; cat "$work/leaf"; } | hash_of); at=$index; last=$((size - 1))
for one in $(awk '/^$/{exit} NR>3' "$1"); do
  plain "$one" >"$work/hash"; [ "$(wc -c <"$work/hash")" -eq 32 ] || no hash
  h=$(xxd -p -c64 <"$work/hash"); [ "$last" -ne 0 ] || no proof
  if [ $((at % 2)) -eq 1 ] || [ "$at" -eq "$last" ]; then
    r=$(printf '01%s%s' "$h" "$r" | xxd -r -p | hash_of)
    while [ $((at % 2)) -eq 0 ] && [ "$at" -ne 0 ]; do at=$((at / 2)); last=$((last / 2)); done
  else
    r=$(printf '01%s%s' "$r" "$h" | xxd -r -p | hash_of)
  fi
  at=$((at / 2)); last=$((last / 2))
done
[ "$last" -eq 0 ] && [ "$r" = "$root" ] || no inclusion
echo "属实 It holds: entry $index of $size, signed by $name"
cat "$work/leaf"; echo
