#!/bin/sh
# SPDX-License-Identifier: MIT
# Files for commands: nothing unless granted, and then nothing outside of it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc init >/dev/null
mkdir -p mine/query box/sub out
NEWSARC_SCRIPTS=$PWD/mine:$NEWSARC_SCRIPTS
export NEWSARC_SCRIPTS
echo secret >secret.txt
printf 'one\ntwo\r\nthree' >box/a.txt
echo deep >box/sub/b.txt
ln -s ../secret.txt box/link
ln -s /etc box/etc
mkfifo box/fifo
real=$(cd box && pwd -P)
# command NAME NEEDS LINES...: a command of one line a LINE, the first of which is line 3
command() {
    name=$1 needs=$2
    shift 2
    {
        printf 'return { api = 1, kind = "command", name = "%s", needs = { %s },\nrun = function(ctx, opts)\n' "$name" "$needs"
        printf '%s\n' "$@"
        printf 'end }\n'
    } >"mine/query/$name.lua"
}

begin "nothing is granted unless somebody grants it"
command reads '"read"' 'print(ctx.fs:read(opts[1]))'
status 7 newsarc reads a.txt
has stderr.txt 'reads.lua:3: needs read access to a.txt (run again with --allow-read=.)'
status 7 newsarc reads /etc/passwd
has stderr.txt 'reads.lua:3: needs read access to /etc/passwd (run again with --allow-read=/etc)'
begin "a folder, by a name in it and by the whole path"
expect 0 newsarc run --allow-read=box reads sub/b.txt <<'TXT'
deep

TXT
status 0 newsarc reads --allow-read=box "$real/a.txt"
has actual three
begin "without a folder it is the one we are in"
status 0 newsarc reads --allow-read secret.txt
has actual secret
begin "a folder that is not there"
status 2 newsarc reads --allow-read=nothing a.txt
has stderr.txt "nothing"
begin "what is not there is no error of the script's"
expect 0 newsarc reads --allow-read=box nothing.txt <<'TXT'
nil	nothing.txt: No such file or directory
TXT
begin "ways out of the folder"
for p in ../secret.txt sub/../../secret.txt a/../../etc/passwd link etc/passwd fifo sub; do
    status 7 newsarc reads --allow-read=box "$p"
    hasnt actual secret
done
has stderr.txt "not a regular file"
status 7 newsarc reads --allow-read=box /proc/self/mem
has stderr.txt "needs read access to /proc/self/mem"
status 7 newsarc reads --allow-read=/proc/self /proc/self/mem
status 7 newsarc reads --allow-read=box "$real/../secret.txt"
status 7 newsarc reads --allow-read=box "${real}x"
status 7 newsarc reads --allow-read=box "$(printf '%04200d' 0)"
command nul '"read"' 'print(ctx.fs:read("a.txt\0.lua"))'
status 7 newsarc nul --allow-read=box
has stderr.txt "a NUL in the path"
begin "to read is not to write"
command writes '"read", "write"' 'print(ctx.fs:write(opts[1], "new", "\n"))'
status 7 newsarc writes --allow-read=box a.txt
has stderr.txt 'needs write access to a.txt (run again with --allow-write=.)'
[ "$(wc -c <box/a.txt)" = 14 ] || fail "a.txt was changed"
expect 0 newsarc writes --allow-write=out n.txt <<'TXT'
true
TXT
[ "$(cat out/n.txt)" = new ] || fail "not written"
ln -s ../secret.txt out/s
status 7 newsarc writes --allow-write=out s
[ "$(cat secret.txt)" = secret ] || fail "written through a link"
begin "to write is not to read"
status 7 newsarc reads --allow-write=out n.txt
begin "what the manifest does not ask for is not given"
command asks_not '' 'print(ctx.fs:read("a.txt"))'
sed -i 's/asks_not/asks-not/' mine/query/asks_not.lua && mv mine/query/asks_not.lua mine/query/asks-not.lua
status 7 newsarc asks-not --allow-read=box
has stderr.txt 'the manifest does not say needs = { "read" }'
command odd '"raed"' ''
status 7 newsarc odd
has stderr.txt "needs: unknown 'raed' (did you mean 'read'?)"
begin "lines, files and lists"
command files '"read", "write"' \
    'for l in ctx.fs:lines("a.txt") do print("[" .. l .. "]") if l == "two" then break end end' \
    'local f = ctx.fs:open("sub/b.txt") print(f:read(2), f:read("l"), f:read("l")) print(f:close(), pcall(f.read, f))' \
    'for _, e in ipairs(ctx.fs:list(".")) do print(e.name, e.type, e.size) end' \
    'local o = ctx.fs:open("log", "a") o:write("x", "y") print(o:close())' \
    'print(ctx.fs:open("none"))' \
    'print(pcall(ctx.fs.read, ctx.out, "a.txt"))' \
    'print(pcall(ctx.fs.lines, ctx.fs, "none"))'
expect 0 newsarc files --allow-read=box --allow-write=out <<'TXT'
[one]
[two]
de	ep	nil
true	false	file is closed
a.txt	file	14
etc	other	0
fifo	other	0
link	other	0
sub	folder	0
true
nil	none: No such file or directory
false	bad argument #1 to '?' (file system expected, got output)
false	lines: none: No such file or directory
TXT
[ "$(cat out/log)" = xy ] || fail "not appended"
begin "a file on the command line is granted by standing there"
cat >mine/query/copy.lua <<'LUA'
return { api = 1, kind = "command", name = "copy",
  options = { from = { type = "path" }, to = { type = "path", access = "write" } },
  run = function(ctx, opts)
    print(ctx.fs:write(opts.to, ctx.fs:read(opts.from)))
    print(pcall(ctx.fs.read, ctx.fs, opts.to))
    print(pcall(ctx.fs.write, ctx.fs, opts.from, "x"))
    print(pcall(ctx.fs.read, ctx.fs, opts.from .. "x"))
  end }
LUA
status 0 newsarc copy --from secret.txt --to out/copy.txt
cmp -s secret.txt out/copy.txt || fail "not copied"
[ "$(grep -c '^false.*needs ' actual)" = 3 ] || fail "more than those two files"
begin "scripts of an import are granted nothing"
mkdir mine/ingest
printf 'return { api = 1, kind = "ingest", name = "r", match = { ext = "r" }, parse = function(rec, ctx) return { title = tostring(ctx.fs) } end }\n' >mine/ingest/r.lua
echo x >x.r
status 3 newsarc import x.r
has stderr.txt "ctx has no field 'fs'"
begin "a script in the working folder does not run unasked"
mkdir -p .newsarc/scripts/query .newsarc/scripts/ingest
command here '' 'print("hello")'
mv mine/query/here.lua .newsarc/scripts/query/here.lua
status 2 newsarc here
status 2 newsarc run here
has stderr.txt ".newsarc/scripts/query/here.lua: not trusted, and not used"
printf 'return { api = 1, kind = "ingest", name = "h", match = { ext = "h" }, parse = function() return { title = "h" } end }\n' >.newsarc/scripts/ingest/h.lua
echo x >x.h
status 3 newsarc import x.h
has stderr.txt ".newsarc/scripts/ingest/h.lua: not trusted, and not used"
begin "trusted, it does; edited by a byte, it does not"
# The hash is over each file's name, empty for a single file, and its text, each behind its
# length in eight bytes.
trust() {
    size=$(wc -c <"$1")
    sha=$({
        printf '\000\000\000\000\000\000\000\000'
        # shellcheck disable=SC2059
        printf "\\$(printf %03o $((size & 255)))\\$(printf %03o $((size >> 8)))\000\000\000\000\000\000"
        cat "$1"
    } | sha256sum | cut -d' ' -f1)
    mkdir -p "$XDG_DATA_HOME/newsarc"
    printf 'newsarc trust 1\n%s\t%s%b\n' "$sha" "$2" "$3" >"$XDG_DATA_HOME/newsarc/trust"
}
trust .newsarc/scripts/query/here.lua here ''
expect 0 newsarc here <<'TXT'
hello
TXT
echo '-- x' >>.newsarc/scripts/query/here.lua
status 2 newsarc here
begin "what it was trusted with it has without asking; once edited, not"
trust mine/query/reads.lua reads "\tread=$real"
status 0 newsarc reads a.txt
has actual three
status 7 newsarc reads --deny a.txt
begin "a script of several files: a byte of any of them, a file more, a link"
mkdir -p mine/query/folder
printf 'return { api = 1, kind = "command", name = "folder", needs = { "read" }, run = function(ctx)\n print(ctx.fs:read(require("words").path)) end }\n' >mine/query/folder/main.lua
printf 'return { path = "a.txt" }\n' >mine/query/folder/words.lua
status 0 newsarc script trust folder --allow-read=box
status 0 newsarc folder
has actual three
sed -i 's/ }/  }/' mine/query/folder/words.lua
status 7 newsarc folder
has stderr.txt "needs read access to a.txt"
sed -i 's/  }/ }/' mine/query/folder/words.lua
status 0 newsarc folder
echo x >mine/query/folder/more.txt
status 7 newsarc folder
rm mine/query/folder/more.txt
ln -s words.lua mine/query/folder/other.lua
status 7 newsarc folder
has stderr.txt "other.lua: not a regular file"
rm mine/query/folder/other.lua
begin "what it requires has no more than itself, and gets it from nowhere else"
printf 'return { path = "a.txt", ctx = ctx, fs = fs }\n' >mine/query/folder/words.lua
sed -i 's/print(/print(require("words").ctx, require("words").fs, /' mine/query/folder/main.lua
status 0 newsarc folder --allow-read=box
has actual "nil	nil	one"
begin "a script of the same name in a higher folder is another script"
mkdir -p higher/query
sed 's/print/ print/' mine/query/reads.lua >higher/query/reads.lua
NEWSARC_SCRIPTS=$PWD/higher:$NEWSARC_SCRIPTS status 7 newsarc reads a.txt
has stderr.txt "needs read access"
sed -i 's/print/ print/' mine/query/reads.lua
status 7 newsarc reads a.txt
begin "a file of trust that cannot be read grants nothing"
echo nonsense >"$XDG_DATA_HOME/newsarc/trust"
status 4 newsarc reads --allow-read=box a.txt
has stderr.txt "not a file of trusted scripts"
done_testing
