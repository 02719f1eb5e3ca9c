/* SPDX-License-Identifier: MIT */
/* boilerplate_heads.c - headings whose sections are no part of an article
 *
 * What leads elsewhere (related stories, tags, sharing), what is said of the author, the
 * readers' comments: by whole headings, in the languages of the news.
 */
#include "text/boilerplate_int.h"

/* Folded; '*' at the end: however it goes on. */
static const char *const headings[] = {
    "related",
    "related articles",
    "related content",
    "related coverage",
    "related links",
    "related news",
    "related posts",
    "related reading",
    "related stories",
    "related story",
    "related topics",
    "related video*",
    "read more",
    "read next",
    "read this next",
    "what to read next",
    "read also",
    "up next",
    "next story",
    "recent posts",
    "latest posts",
    "latest stories",
    "other stories",
    "other news",
    "similar articles",
    "similar posts",
    "more like this",
    "more about this topic",
    "more on this topic",
    "further reading*",
    "recommended reading",
    "recommended video*",
    "you may like",
    "what others are reading",
    "keep reading",
    "explore more",
    "more for you",
    "also read",
    "more stories",
    "more news",
    "more on this",
    "more on this story",
    "more from *",
    "more in *",
    "most read",
    "most popular",
    "most viewed",
    "top stories",
    "latest news",
    "editors' picks",
    "trending",
    "trending now",
    "recommended",
    "recommended for you",
    "recommended stories",
    "you may also like",
    "you might also like",
    "you might be interested in",
    "don't miss",
    "like this",
    "share this",
    "share this:",
    "share this article",
    "share this story",
    "share",
    "follow us",
    "sponsored",
    "sponsored content",
    "advertisement",
    "newsletter",
    "sign up for our newsletter*",
    "subscribe to our newsletter*",
    "tags",
    "topics",
    "categories",
    "table of contents",
    "jump to",
    "관련기사",
    "관련 기사",
    "관련뉴스",
    "관련 뉴스",
    "인기기사",
    "인기 기사",
    "많이 본 뉴스",
    "많이 본 기사",
    "이 시각 주요뉴스",
    "추천기사",
    "추천 기사",
    "주요뉴스",
    "関連記事",
    "関連ニュース",
    "関連リンク",
    "あわせて読みたい",
    "おすすめ記事",
    "人気記事",
    "アクセスランキング",
    "相关新闻",
    "相关阅读",
    "相关文章",
    "相关报道",
    "延伸阅读",
    "推荐阅读",
    "热门文章",
    "相關新聞",
    "相關文章",
    "延伸閱讀",
    "推薦閱讀",
    "lire aussi",
    "a lire aussi",
    "voir aussi",
    "sur le meme sujet",
    "articles lies",
    "les plus lus",
    "a lire egalement",
    "partager",
    "sur le meme theme",
    "a lire sur le meme sujet",
    "lire egalement",
    "a lire",
    "articles similaires",
    "articles recents",
    "articles associes",
    "vous aimerez aussi",
    "a voir aussi",
    "pour aller plus loin",
    "dans la meme rubrique",
    "les derniers articles",
    "mots-cles",
    "mehr zum thema",
    "mehr zu diesem thema",
    "lesen sie auch",
    "das konnte sie auch interessieren",
    "weitere artikel",
    "verwandte artikel",
    "meistgelesen",
    "teilen",
    "jetzt teilen",
    "artikel teilen",
    "beitrag teilen",
    "diesen artikel teilen",
    "mehr dazu",
    "mehr themen",
    "mehr artikel",
    "mehr aus *",
    "mehr von *",
    "mehr zu diesem*",
    "mehr zum thema*",
    "weitere artikel*",
    "weitere beitrage*",
    "weitere meldungen",
    "weitere nachrichten",
    "weitere news",
    "weitere themen",
    "weiterlesen",
    "ahnliche artikel",
    "ahnliche beitrage",
    "ahnliche themen",
    "auch interessant",
    "auch interessant fur sie",
    "auch spannend",
    "das konnte dich auch interessieren",
    "das konnte dich interessieren",
    "das konnte sie interessieren",
    "das konnte ihnen auch gefallen",
    "das konnte dir auch gefallen",
    "das thema konnte dich auch interessieren",
    "diese artikel konnten *",
    "lesen sie auch*",
    "lesen sie mehr*",
    "lesen sie weiter",
    "lies auch*",
    "lies mehr*",
    "lesetipps",
    "schon gelesen?",
    "schon gelesen",
    "neueste artikel",
    "neueste beitrage",
    "neueste nachrichten",
    "letzte beitrage",
    "aktuelle artikel",
    "aktuelle beitrage",
    "beliebte artikel",
    "beliebte beitrage",
    "passend zum thema",
    "schlagworte",
    "schlagworter",
    "inhaltsverzeichnis",
    "auf dieser seite",
    "drucken",
    "seite teilen",
    "lea tambien",
    "lee tambien",
    "te puede interesar",
    "noticias relacionadas",
    "mas noticias",
    "mas en *",
    "lo mas leido",
    "lo mas visto",
    "te recomendamos",
    "le puede interesar",
    "te puede gustar",
    "tambien te puede interesar",
    "lea mas",
    "lee mas",
    "sigue leyendo",
    "leer mas",
    "vea tambien",
    "mira tambien",
    "ultimas noticias",
    "video recomendado",
    "videos recomendados",
    "temas relacionados",
    "compartir",
    "etiquetas",
    "articulos relacionados",
    "leia tambem",
    "veja tambem",
    "mais lidas",
    "mais lidos",
    "saiba mais",
    "noticias relacionadas:",
    "materias relacionadas",
    "veja mais",
    "leia mais",
    "ultimas noticias:",
    "compartilhe",
    "compartilhar",
    "conteudo relacionado",
    "leggi anche",
    "articoli correlati",
    "potrebbe interessarti",
    "leggi anche*",
    "leggi anche:",
    "ti potrebbe interessare",
    "ti potrebbe interessare anche",
    "ultime notizie",
    "notizie correlate",
    "condividi",
    "читайте также",
    "по теме",
    "материалы по теме",
    "другие новости",
    "похожие новости",
    "смотрите также",
    "самое читаемое",
    "подробнее",
    "другие материалы",
    "ещё по теме",
    "еще по теме",
    "рекомендуем",
    "популярное",
    "поделиться",
    "lees ook",
    "lees ook:*",
    "lees meer",
    "meer nieuws",
    "meer over dit onderwerp",
    "gerelateerde artikelen",
    "deel dit artikel",
    "zobacz takze",
    "zobacz rowniez",
    "czytaj takze",
    "czytaj rowniez",
    "czytaj tez",
    "czytaj wiecej",
    "przeczytaj takze",
    "przeczytaj rowniez",
    "przeczytaj tez",
    "polecamy",
    "powiazane artykuly",
    "udostepnij",
    "najnowsze",
    "las ocksa",
    "mer om amnet",
    "relaterade artiklar",
    "les ogsa",
    "laes ogsa",
    "ilgili haberler",
    "bunlar da ilginizi cekebilir",
};

/* Folded; what is below such a heading is of who wrote it. */
static const char *const authors[] = {
    "about the author", "about the authors", "about the writer", "uber den autor",
    "uber die autorin", "uber die autoren",  "zum autor",        "zur autorin",
    "der autor",        "die autorin",       "sobre el autor",   "sobre la autora",
    "acerca del autor", "sobre o autor",     "sobre a autora",   "a propos de l'auteur",
    "l'auteur",         "sull'autore",       "l'autore",         "o autorze",
    "over de auteur",   "об авторе",         "作者简介",         "著者について",
};

static bool is_author(na_str p)
{
    for (size_t i = 0; i < sizeof authors / sizeof *authors; i++) {
        if (na_str_eqc(p, authors[i])) return true;
    }
    return false;
}

bool na_boilerplate_author(na_str paragraph)
{
    return na_boilerplate_holds(is_author, paragraph, 80, ".!:> ");
}

static bool is_heading(na_str p)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        na_str h = na_str_c(headings[i]);
        if (h.ptr[h.len - 1] == '*' ? na_str_starts(p, na_str_sub(h, 0, h.len - 1))
                                    : na_str_eq(p, h))
            return true;
    }
    return false;
}

bool na_boilerplate_heading(na_str paragraph)
{
    return na_boilerplate_holds(is_heading, paragraph, 80, ".!:> ");
}

bool na_boilerplate_label(na_str paragraph)
{
    size_t colon = na_str_chr(na_str_sub(paragraph, 0, 48), ':', 0);
    size_t wide = na_str_find(na_str_sub(paragraph, 0, 48), NA_STR("："), 0);

    if (wide < colon) colon = wide;
    return colon != (size_t)-1 && na_boilerplate_heading(na_str_sub(paragraph, 0, colon));
}

static bool is_comments(na_str p)
{
    static const char *const names[] = {
        "comment",       "comments",        "reader comments",
        "leave a reply", "leave a comment", "post a comment",

        "댓글",          "コメント",        "评论",
        "留言",          "留言列表",        "commentaire",
        "commentaires",  "kommentar",       "kommentare",
        "comentario",    "comentarios",     "commenti",
        "reacties",      "комментарии",     "комментариев",
        "комментария",   "komentarze",
    };
    size_t on = na_str_find(p, NA_STR(" on \""), 0);

    if (on == (size_t)-1) on = na_str_find(p, NA_STR(" on “"), 0);
    if (na_str_starts(p, NA_STR("there are "))) p = na_str_sub(p, 10, p.len);
    p = na_str_sub(p, 0, on); /* "2 comments on "Title"" */
    while (p.len > 0 && strchr("0123456789()[] .,", p.ptr[0])) p = na_str_sub(p, 1, p.len);
    while (p.len > 0 && strchr("0123456789()[] .,:", p.ptr[p.len - 1])) p.len--;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (na_str_eqc(p, names[i])) return true;
    }
    return false;
}

bool na_boilerplate_comments(na_str paragraph)
{
    return na_boilerplate_holds(is_comments, paragraph, 200, "");
}
