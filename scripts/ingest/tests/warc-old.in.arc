filedesc://quay.arc 0.0.0.0 20080430204825 text/plain 76
1 0 InternetArchive
URL IP-address Archive-date Content-type Archive-length

http://quay.example/a page 10.0.0.1 20080430204826 text/html 408
HTTP/1.1 200 OK
Content-Type: text/html

<!DOCTYPE html><html lang="en"><head><title>Nets are mended on the pier</title></head><body><nav><a href="/">Home</a></nav><article><h1>Nets are mended on the pier</h1><p>Every Sunday the crews sit on the pier and mend what the week has torn, and the talk is about the price of rope.</p><p>The harbour office has put up a roof for them.</p></article></body></html>
dns:quay.example 10.0.0.1 20080430204826 text/dns 5
A 1


http://quay.example/lost 10.0.0.1 20080430204827 text/html 900
HTTP/1.1 200 OK

<p>