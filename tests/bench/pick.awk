# SPDX-License-Identifier: MIT
# awk -f pick.awk WORDS.tsv WORDS.tsv - the benchmark's queries, chosen by frequency alone
#
# Reads the articles as `bench_export words` gives them, twice: first it counts in how many
# articles each word is, then it takes words that stand together in articles spread evenly over
# the archive. The same articles give the same queries. A line of the list is
#
#   CLASS  OP  ORDER  WORDS       (tabs between)
#
# OP: and (all of WORDS), or, phrase, prefix, near (two words), not (the first without the
# second), range (FROM and TO in seconds before the words), text (as somebody types it, with
# word forms). ORDER: rank (by relevance) or newest.
#
# Words are of a to z, two letters or more, so that they mean the same to every engine.
#   rare       in 3 to 20 articles
#   mid        in 0.5 to 2 % of them
#   frequent   in 5 to 20 %
#   common     in more than half
#
# -v scale=1 gives the list of scale.sh instead: words of 3 to 20 articles ("rare"), of one or two
# ("once"), of more than a tenth ("tenth"), and some of the above.
BEGIN { FS = "\t"; OFS = "\t"; each = each ? each : 6 }

FNR == 1 { pass++; if (pass == 2) choose() }

pass == 1 {
	n = split($3 " " $4, w, " ")
	for (i = 1; i <= n; i++)
		if (seen[w[i]] != FNR) { seen[w[i]] = FNR; df[w[i]]++ }
	articles = FNR
	at[FNR] = $2
}

# One article in so many is looked at for words that stand together.
pass == 2 && FNR % step == 0 { together() }

END {
	if (scale) { for_scale(); exit }
	for (i = 1; i <= each; i++) {
		single("rare word", "rank", spread("rare", i))
		single("mid word", "rank", spread("mid", i))
		single("frequent word", "rank", spread("frequent", i))
		single("common word", "rank", spread("common", i))
		say("AND of two", "and", "rank", pair["and", i])
		say("AND rare + common", "and", "rank", spread("rare", i) " " spread("common", i))
		say("OR of common words", "or", "rank", spread("common", i) " " spread("common", i + 1) \
			(i > each / 2 ? " " spread("common", i + 2) : ""))
		say("OR of several", "or", "rank", spread("mid", i) " " spread("frequent", i) " " \
			(i > each / 2 ? spread("common", i) " " spread("rare", i) : spread("frequent", i + 1)))
		say("phrase", "phrase", "rank", pair["phrase", i])
		say("phrase of common words", "phrase", "rank", pair["stop", i])
		say("prefix", "prefix", "rank", substr(spread(i % 2 ? "mid" : "frequent", i), 1, 3 + i % 3))
		say("NEAR", "near", "rank", pair["near", i])
		single("newest first, rare", "newest", spread("rare", i))
		single("newest first, common", "newest", spread("common", i))
		say("date range", "range", "rank", range(i) " " spread(i % 2 ? "common" : "frequent", i))
		say("NOT", "not", "rank", i % 2 ? spread("frequent", i) " " spread("common", i) \
						: spread("common", i) " " spread("mid", i))
		say("no hit", "and", "rank", i % 2 ? "qzx" spread("rare", i) : nowhere(i))
		# As a user gets it: words as typed, their forms found too.
		say("stems: mid word", "text", "rank", spread("mid", i))
		say("stems: frequent word", "text", "rank", spread("frequent", i))
		say("stems: two words", "text", "rank", pair["and", i])
		say("stems: three words", "text", "rank", pair["near", i] " " spread("common", i))
	}
}

function for_scale(   i) {
	for (i = 1; i <= each; i++) {
		single("rare word", "rank", spread("rare", i))
		single("word of one or two articles", "rank", spread("once", i))
		single("word of over a tenth", "rank", spread("tenth", i))
		single("newest first, rare", "newest", spread("rare", i))
		single("newest first, common", "newest", spread("common", i))
		say("AND of two", "and", "rank", pair["and", i])
		say("phrase", "phrase", "rank", pair["phrase", i])
		say("OR of common words", "or", "rank", spread("common", i) " " behind("common", i))
		say("no hit", "and", "rank", "qzx" spread("rare", i))
	}
}
function say(class, op, order, words) { if (words != "" && words !~ / $/) print class, op, order, words }
function single(class, order, word) { say(class, "and", order, word) }

# The bands, each in order of frequency.
function choose(   word, band, cmd, line, f) {
	cmd = "LC_ALL=C sort -k 2nr -k 1"
	tmp = tmp ? tmp : "pick.tmp"
	for (word in df)
		if (word ~ /^[a-z][a-z]+$/ && (band = band_of(df[word])) != "")
			print word " " df[word] | (cmd " >" tmp)
	close(cmd " >" tmp)
	while ((getline line <tmp) > 0) {
		split(line, f, " ")
		band = band_of(f[2])
		word_at[band, ++size[band]] = f[1]
		band_by[f[1]] = band
		if (f[2] > articles / 10) word_at["tenth", ++size["tenth"]] = f[1]
	}
	close(tmp)
	step = int(articles / 400)
	if (step < 1) step = 1
}
function band_of(n) {
	if (n > articles / 2) return "common"
	if (n > articles / 20 && n <= articles / 5) return "frequent"
	if (n > articles / 200 && n <= articles / 50) return "mid"
	if (n > articles / 10) return "other"
	if (n >= 3 && n <= 20) return "rare"
	return scale && n < 3 ? "once" : ""
}
# The i-th of `each` words spread evenly over a band, and the word behind it there: another one,
# also where the band has fewer words than are wanted.
function place(band, i) { return int((((i - 1) % each) + 0.5) * size[band] / each) + 1 }
function spread(band, i) { return size[band] ? word_at[band, place(band, i)] : "" }
function behind(band, i) { return size[band] > 1 ? word_at[band, place(band, i) % size[band] + 1] : "" }
# A tenth of the archive.
function range(i,   from) {
	from = int((i - 0.5) * articles * 0.9 / each) + 1
	return at[from] " " at[from + int(articles / 10)] + 1
}
# Two rare words, far from each other in the order of frequency: hardly in one article.
function nowhere(i) { return spread("rare", i) " " spread("rare", i + 3) }

function content(word) { return band_by[word] == "mid" || band_by[word] == "frequent" }
function take(kind, words) {
	if (count[kind] >= each || (kind, words) in taken) return 0
	taken[kind, words] = 1
	pair[kind, ++count[kind]] = words
	return 1
}
# One pair of each kind from an article, from its middle on, while they are wanted; the
# articles are spread over the archive, so wait some before the next.
function together(   n, i, j, got) {
	n = split($4, w, " ")
	if (n < 40 || ++looked % int(400 / (4 * each)) != 0) return
	for (i = int(n / 4); i < n; i++) {
		if (!got["phrase"] && content(w[i]) && content(w[i + 1]))
			got["phrase"] = take("phrase", w[i] " " w[i + 1])
		if (!got["stop"] && band_by[w[i]] == "common" && band_by[w[i + 1]] == "common" && w[i] != w[i + 1])
			got["stop"] = take("stop", w[i] " " w[i + 1])
		if (!content(w[i])) continue
		for (j = i + 2; j < n && j < i + 25; j++) {
			if (!content(w[j]) || w[j] == w[i]) continue
			if (!got["near"] && j - i < 9) got["near"] = take("near", w[i] " " w[j])
			else if (!got["and"] && j - i > 9) got["and"] = take("and", w[i] " " w[j])
		}
	}
	delete got
}
