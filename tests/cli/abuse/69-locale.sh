#!/bin/sh
# SPDX-License-Identifier: MIT
# The user's locale changes no row: neither a comma for a decimal point nor the Turkish i.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
mkdir in && echo x >in/a.loc
cat >loc.lua <<'LUA'
return { api = 1, kind = "ingest", name = "loc", match = { ext = "loc" }, parse = function(rec)
  return { title = ("TITLE I"):lower() .. ("title i"):upper(), published = "2025-04-06",
    body = ("%.2f %g %s %d"):format(1234.5, 0.1, 1.5, 1234567) .. " " .. tostring(tonumber("1.5")) .. " " ..
      json.encode { 1.5 } .. " " .. tostring(("\xe4\xc4\xfdI"):match("%a+")) .. ("\xdd"):lower():byte() ..
      tostring("z" < "\xc3\xa4") .. tostring("I" < "i") .. text.fold("I\xc4\xb0") }
end }
LUA
rows() { # LOCALE
    rm -rf a
    LC_ALL=$1 LANG=$1 newsarc -A a import --script loc.lua in >counts
    LC_ALL=$1 LANG=$1 newsarc -A a export '' | sed 's/,"imported":"[^"]*"//'
}
rows C.UTF-8 >want
begin "the rows of C.UTF-8"
has want '1234.50 0.1 1.5 1234567 1.5 [1.5]'
pass
# A system may have neither; then they are made here, where that can be done.
for l in de_DE tr_TR; do
    locale -a 2>/dev/null | grep -qi "^$l.utf-\?8" && continue
    mkdir -p loc && localedef -i $l -f UTF-8 "$PWD/loc/$l.UTF-8" 2>/dev/null && LOCPATH=$PWD/loc || :
done
[ -z "${LOCPATH:-}" ] || export LOCPATH
for l in C POSIX de_DE.UTF-8 tr_TR.UTF-8; do
    begin "the same with $l"
    rows $l >got || fail "exit $?"
    diff -u want got >diff.txt || fail "others"
    pass
done
done_testing
