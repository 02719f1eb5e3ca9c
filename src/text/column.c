/* SPDX-License-Identifier: MIT */
/* column.c - the names, best first, as folding leaves them and without punctuation
 *
 * English, German, French, Spanish, Portuguese, Italian, Dutch, Russian, Korean, Japanese
 * and Chinese. A name stands here once; one that could mean two fields ("name", "type",
 * "datei") stands nowhere.
 */
#include "text/column.h"
#include "text/unicode.h"

static const struct field {
    const char *name, *known; /* between bars */
} fields[] = {
    { "title",
      "title|headline|articletitle|arttitle|articleheadline|heading|hed|newstitle|"
      "posttitle|pagetitle|titletext|hl1|webtitle|"
      "titel|uberschrift|schlagzeile|hauptuberschrift|artikeltitel|titelzeile|"
      "titre|titredelarticle|"
      "titulo|titular|encabezado|titulodelarticulo|manchete|titolo|titolodellarticolo|"
      "kop|koptekst|заголовок|название|"
      "제목|기사제목|표제|헤드라인|뉴스제목|"
      "タイトル|見出し|件名|記事タイトル|表題|題名|"
      "标题|標題|题目|題目|文章标题|新闻标题|新聞標題" },
    { "body",
      "body|text|content|story|articletext|articlebody|fulltext|contenthtml|contenttext|"
      "bodyhtml|bodytext|articlecontent|maintext|mainbody|storytext|paragraphs|textbody|"
      "articlefulltext|plaintext|bodyxhtml|posttext|postcontent|"
      "artikeltext|volltext|inhalt|haupttext|fliesstext|"
      "texte|texteintegral|contenu|corps|corpsdutexte|"
      "texto|cuerpo|contenido|textocompleto|noticia|conteudo|corpo|"
      "testo|contenuto|articolo|testocompleto|"
      "tekst|inhoud|artikel|текст|содержание|тексттатьи|полныйтекст|"
      "본문|내용|기사내용|기사본문|전문|"
      "本文|記事本文|内容|記事|テキスト|"
      "正文|全文|文章内容|內容|新闻内容|新聞內容" },
    { "published",
      "published|date|pubdate|publishedat|datepublished|publishdate|publicationdate|"
      "publishedon|publisheddate|publishtime|publicationtime|datetime|articledate|"
      "dateofpublication|posted|postedat|postdate|dateposted|displaydate|firstpublished|"
      "firstcreated|issuedate|issued|datepub|releasedate|newsdate|dcdate|dctermsissued|"
      "webpublicationdate|timestamp|created|createdat|createddate|datecreated|"
      "datum|erscheinungsdatum|veroffentlicht|veroffentlichungsdatum|erschienen|"
      "publikationsdatum|veroffentlichtam|"
      "datedepublication|publiele|dateparution|parution|"
      "fecha|fechadepublicacion|publicado|fechapublicacion|"
      "data|datadepublicacao|publicadoem|datadipubblicazione|"
      "pubblicato|pubblicatoil|"
      "publicatiedatum|gepubliceerd|дата|датапубликации|опубликовано|"
      "날짜|일자|게재일|작성일|발행일|등록일|보도일|입력일|일시|"
      "日付|公開日|掲載日|発行日|投稿日|日時|配信日時|"
      "日期|发布日期|發布日期|发布时间|發布時間|出版日期|时间|時間|发表时间" },
    { "modified",
      "modified|updated|updatedat|modifiedat|datemodified|lastmodified|lastupdated|"
      "updateddate|modifieddate|dateupdated|versioncreated|"
      "geandert|aktualisiert|anderungsdatum|zuletztgeandert|"
      "misajour|datedemiseajour|modifiele|modificado|actualizado|atualizado|aggiornato|"
      "modificato|gewijzigd|обновлено|изменено|수정일|最終更新|更新日|更新日時|更新时间|"
      "更新時間|修改时间" },
    { "url",
      "permalink|canonicalurl|url|link|articleurl|weburl|pageurl|sourceurl|articlelink|"
      "href|uri|permalinkurl|guidurl|webaddress|"
      "adresse|internetadresse|lien|adresseweb|enlace|vinculo|direccionweb|"
      "ligacao|endereco|collegamento|indirizzo|ссылка|адрес|"
      "링크|주소|기사주소|원문링크|원문주소|リンク|リンク先|网址|網址|链接|鏈接|連結|"
      "原文链接" },
    { "source",
      "source|outlet|publisher|publication|publicationname|sourcename|newspaper|site|"
      "sitename|mediaoutlet|medium|journal|newssource|agency|feed|feedtitle|provider|"
      "infosource|sourcetitle|"
      "quelle|zeitung|herausgeber|medienname|publikation|"
      "editeur|journaltitre|publie|fuente|periodico|medio|fonte|jornal|veiculo|testata|"
      "giornale|bron|krant|источник|издание|газета|"
      "출처|언론사|매체|신문사|신문|媒体名|新聞|出典|媒体|情報源|媒體|来源|來源|出处|報紙|"
      "报纸" },
    { "authors",
      "authors|author|byline|creator|writer|journalist|reporter|by|authorname|writtenby|"
      "contributors|articleauthor|creators|dccreator|"
      "autor|autoren|verfasser|autorin|autorinnen|auteur|auteurs|redacteur|"
      "autores|autora|periodista|autore|autori|giornalista|schrijver|"
      "автор|авторы|기자|저자|작성자|글쓴이|기자명|著者|筆者|作者|記者|執筆者|记者|作家" },
    { "lang", "lang|language|languagecode|locale|langcode|inlanguage|articlelanguage|"
              "sprache|langue|idioma|lingua|taal|язык|언어|言語|语言|語言" },
    { "tags",
      "tags|keywords|tag|keyword|topics|subjects|labels|subject|topic|categories|"
      "schlagworter|schlagwort|stichworter|themen|motscles|mots|etiquettes|"
      "etiquetas|palabrasclave|palavraschave|temas|parolechiave|etichette|argomenti|"
      "trefwoorden|теги|ключевыеслова|метки|"
      "태그|키워드|주제어|タグ|キーワード|标签|標籤|关键词|關鍵詞|关键字" },
    { "section",
      "section|category|desk|sectionname|department|rubric|articlesection|channel|"
      "newsdesk|pillarname|"
      "ressort|rubrik|kategorie|rubrique|categorie|seccion|categoria|secao|editoria|"
      "sezione|rubriek|раздел|рубрика|категория|"
      "섹션|분류|카테고리|면|カテゴリ|カテゴリー|分類|栏目|欄目|分类|版面" },
    { "deck",
      "deck|summary|description|subtitle|standfirst|abstract|excerpt|subheadline|dek|"
      "lead|leadparagraph|trailtext|teaser|intro|snippet|blurb|subhead|"
      "untertitel|zusammenfassung|vorspann|unterzeile|kurztext|"
      "chapo|resume|soustitre|resumen|bajada|entradilla|subtitulo|resumo|"
      "sommario|sottotitolo|occhiello|riassunto|samenvatting|ondertitel|"
      "подзаголовок|аннотация|описание|лид|"
      "요약|부제|부제목|리드|要約|概要|リード|サブタイトル|摘要|副标题|副標題|导语" },
    { "key",
      "guid|uuid|id|articleid|documentid|docid|storyid|newsid|uniqueid|recordid|itemid|"
      "identifier|accessionnumber|accessionno|externalid|postid|"
      "kennung|artikelnummer|identifiant|identificador|identificativo|идентификатор|"
      "기사번호|문서번호|記事番号|文章编号" },
};

static bool punctuation(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '.' || c == ':' || c == '/' ||
           c == '(' || c == ')' || c == '\'' || c == '#' || c == '@' || c == '*' ||
           c == '\t';
}

/* The name's place in a list, from 1; 0 when it is not there. */
static unsigned place(const char *list, na_str name)
{
    na_str rest = na_str_c(list);

    for (unsigned n = 1; rest.len; n++) {
        const size_t bar = na_str_chr(rest, '|', 0);
        const size_t len = bar == (size_t)-1 ? rest.len : bar;

        if (na_str_eq(na_str_sub(rest, 0, len), name)) return n;
        rest = na_str_sub(rest, len + 1, rest.len);
    }
    return 0;
}

const char *na_column_field(na_str name, unsigned *rank_out)
{
    const char *found = NULL;
    na_buf b;
    size_t n = 0;

    if (name.len > 80) return NULL;
    na_buf_init(&b, 4096);
    if (na_text_fold(name, &b, NULL) < 0) goto done;
    for (size_t i = 0; i < b.len; i++)
        if (!punctuation(b.ptr[i])) b.ptr[n++] = b.ptr[i];
    for (size_t i = 0; n > 0 && i < sizeof fields / sizeof *fields && !found; i++) {
        *rank_out = place(fields[i].known, na_str_n(b.ptr, n));
        if (*rank_out) found = fields[i].name;
    }
done:
    na_buf_release(&b);
    return found;
}
