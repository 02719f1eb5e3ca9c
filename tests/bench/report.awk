# SPDX-License-Identifier: MIT
# awk -f report.awk newsarc.tsv PEER.tsv... - what the drivers measured, as tables of Markdown
#
# Of several runs of a query (a file may hold them behind one another) the median counts. A
# class is the geometric mean of its queries, `all` that of the classes. A ratio is the peer's
# time by newsarc's: over 1, newsarc is faster.
BEGIN { FS = "\t"; if (!base) base = "newsarc" }
FNR == 1 {
	engine = FILENAME
	sub(/.*\//, "", engine); sub(/\.tsv$/, "", engine)
	if (!(engine in known)) { known[engine] = 1; engines[++nengines] = engine }
}
NF >= 6 {
	q = $1 FS $2 FS $3 FS $4
	if (!(q in class_of)) { class_of[q] = $1; order[++nqueries] = q }
	if (!($1 in has)) { has[$1] = 1; classes[++nclasses] = $1 }
	if ($5 == "-") next
	runs[engine, q, ++n[engine, q]] = $5
	total[engine, q] = $6
}
function median(e, q,   m, i, j, v, t) {
	m = n[e, q]
	for (i = 1; i <= m; i++) v[i] = runs[e, q, i] + 0
	for (i = 2; i <= m; i++) for (j = i; j > 1 && v[j] < v[j - 1]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
	return v[int((m + 1) / 2)]
}
function number(x) { return x >= 1000 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x) }
END {
	for (i = 1; i <= nqueries; i++) for (e = 1; e <= nengines; e++) {
		q = order[i]; g = engines[e]
		if (!n[g, q]) continue
		us = median(g, q)
		if (us <= 0) us = 0.01
		logs[g, class_of[q]] += log(us)
		count[g, class_of[q]]++
		if (q !~ /\ttext\t/ && n[base, q] && total[g, q] != total[base, q])
			differ[g] = differ[g] "\n  " q ": " total[base, q] " / " total[g, q]
	}
	printf "| class | %s, us |", base
	for (e = 1; e <= nengines; e++) if (engines[e] != base) printf " %s, us | ratio |", engines[e]
	printf "\n| --- | ---: |"
	for (e = 1; e <= nengines; e++) if (engines[e] != base) printf " ---: | ---: |"
	printf "\n"
	for (i = 1; i <= nclasses; i++) {
		c = classes[i]
		b = count[base, c] ? exp(logs[base, c] / count[base, c]) : 0
		printf "| %s | %s |", c, b ? number(b) : "-"
		stems = c ~ /^stems/
		if (b) { sum[base, stems] += log(b); ncl[base, stems]++ }
		for (e = 1; e <= nengines; e++) {
			g = engines[e]
			if (g == base) continue
			if (!b || !count[g, c]) { printf " - | - |"; continue }
			v = exp(logs[g, c] / count[g, c])
			r = v / b
			printf " %s | %.2f |", number(v), r
			ratios[g, stems] += log(r); nr[g, stems]++
			if (r < 1) lost[g] = lost[g] sprintf("%s%s (%.2f)", lost[g] ? ", " : "", c, r)
		}
		printf "\n"
	}
	for (stems = 0; stems < 2; stems++) {
		if (!ncl[base, stems]) continue
		printf "| **%s** | %s |", stems ? "all with stems" : "all", number(exp(sum[base, stems] / ncl[base, stems]))
		for (e = 1; e <= nengines; e++) {
			g = engines[e]
			if (g != base) printf nr[g, stems] ? " | **%.2f** |" : " | - |", exp(ratios[g, stems] / (nr[g, stems] ? nr[g, stems] : 1))
		}
		printf "\n"
	}
	print ""
	for (e = 1; e <= nengines; e++) {
		g = engines[e]
		if (g == base) continue
		printf "Slower than %s: %s.\n", g, lost[g] ? lost[g] : "no class"
	}
	for (e = 1; e <= nengines; e++)
		if (engines[e] in differ) printf "\nOther counts than %s:%s\n", engines[e], differ[engines[e]]
}
