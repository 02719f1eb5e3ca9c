# SPDX-License-Identifier: MIT
# awk -v few=NAME -v many=NAME -f beside.awk A.tsv B.tsv - two runs of the same queries as a table:
# the geometric mean of each class (of several runs of a query the median), matches on average
BEGIN { FS = "\t" }
FNR == 1 { side++ }
{
	q = $1 FS $3 FS $4
	if (!($1 in has)) { has[$1] = 1; classes[++n] = $1 }
	if (!(q in class)) { class[q] = $1; all[++nq] = q }
	runs[side, q, ++count[side, q]] = $5
	total[side, q] = $6
}
function median(s, q,   m, i, j, v, t) {
	m = count[s, q]
	for (i = 1; i <= m; i++) v[i] = runs[s, q, i] + 0
	for (i = 2; i <= m; i++) for (j = i; j > 1 && v[j] < v[j - 1]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
	return v[int((m + 1) / 2)]
}
END {
	for (i = 1; i <= nq; i++) for (s = 1; s <= 2; s++) {
		sum[s, class[all[i]]] += log(median(s, all[i]))
		hits[s, class[all[i]]] += total[s, all[i]]
		if (s == 1) members[class[all[i]]]++
	}
	printf "| class | %s: us | matches | %s: us | matches | ratio |\n", few, many
	print "| --- | ---: | ---: | ---: | ---: | ---: |"
	for (i = 1; i <= n; i++) {
		c = classes[i]
		m = members[c]
		a = exp(sum[1, c] / m)
		b = exp(sum[2, c] / m)
		printf "| %s | %.1f | %.0f | %.1f | %.0f | %.2f |\n", c, a, hits[1, c] / m, b, hits[2, c] / m, b / a
	}
}
