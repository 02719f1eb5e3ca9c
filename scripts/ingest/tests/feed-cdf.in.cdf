<CHANNEL HREF="http://cdf.example/" LASTMOD="2001-04-06T23:05:43-05:00">
  <TITLE>Channel Eight</TITLE><ABSTRACT>From the first days</ABSTRACT>
  <ITEM HREF="/one.htm" LASTMOD="2001-04-05T10:00:00Z"><TITLE>One</TITLE><ABSTRACT>The first page.</ABSTRACT></ITEM>
</CHANNEL>
