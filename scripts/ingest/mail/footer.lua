-- What newsletters and lists put around every letter, and signatures.
local M = {}

-- A paragraph with one of these among the last is the foot of a newsletter. Compared folded:
-- lower case, no accents.
local FEET = {
  "unsubscribe", "manage your preferences", "manage your subscription", "manage preferences",
  "update your preferences", "email preferences", "update your profile", "opt out",
  "you are receiving this", "you received this", "you're receiving this", "why did i get this",
  "no longer wish to receive", "stop receiving these", "add us to your address book",
  "abmelden", "abbestellen", "newsletter abbestellen", "austragen", "sie erhalten diese",
  "desabonner", "desinscrire", "se desinscrire", "vous recevez ce", "gerer vos preferences",
  "darse de baja", "cancelar suscripcion", "cancelar la suscripcion", "date de baja",
  "recibe este correo", "cancelar inscricao", "descadastrar", "cancelar subscricao",
  "annulla iscrizione", "disiscriv", "cancellati", "afmelden", "uitschrijven",
  "wypisz sie", "zrezygnuj z subskrypcji", "отписаться", "отказаться от рассылки",
  "수신거부", "수신 거부", "구독 취소", "구독취소", "구독 해지", "配信停止", "購読解除", "メール配信",
  "登録解除", "退订", "退訂", "取消订阅", "取消訂閱",
}
-- And with one of these among the first its head.
local HEADS = {
  "view in browser", "view this email in", "view in your browser", "view online",
  "view it in your browser", "read online", "having trouble viewing", "can't see this email",
  "im browser ansehen", "im browser anzeigen", "webversion", "online ansehen",
  "voir en ligne", "version en ligne", "voir dans le navigateur", "lire en ligne",
  "ver en el navegador", "ver en linea", "ver no navegador", "visualizza nel browser",
  "bekijk online", "bekijk in browser", "zobacz w przegladarce", "открыть в браузере",
  "웹에서 보기", "웹브라우저에서 보기", "브라우저에서 보기", "ブラウザで表示", "ブラウザーで表示",
  "在浏览器中查看", "在瀏覽器中查看",
}

local function has(paragraph, marks)
  local s = text.fold(text.squeeze(paragraph))
  for _, mark in ipairs(marks) do
    if s:find(mark, 1, true) then return true end
  end
  return false
end

-- Mailman and its like: a rule, the list's name, its address.
local function is_list_foot(paragraph)
  return paragraph:find("^__________+\n") ~= nil or paragraph:find("^%-%-%-%-%-%-+\n.*[Uu]nsubscribe") ~= nil
    or (paragraph:find("^%-%- ?\n") ~= nil and paragraph:find("[Uu]nsubscribe") ~= nil)
end

-- The text without them, and what was cut; nil when nothing was.
function M.strip(s)
  local list = text.paragraphs(s)
  local n, first, last, removed = #list, 1, #list, {}
  local total = #s

  for i = 1, math.min(2, n - 1) do
    if #list[i] < 200 and has(list[i], HEADS) then first = i + 1 end
  end
  -- From the highest mark among the last paragraphs on; never more than a third of a text
  -- that is long, for one that speaks of unsubscribing speaks of it everywhere.
  local size, at = 0, nil
  for i = n, math.max(first + 1, n - 11), -1 do
    size = size + #list[i]
    if size > 400 and size * 3 > total then break end
    if #list[i] < 1500 and (is_list_foot(tostring(list[i])) or has(list[i], FEET)) then at = i end
  end
  if at then last = at - 1 end
  if first == 1 and last == n then return s end
  local kept = {}
  for i = 1, n do
    if i < first or i > last then
      removed[#removed + 1] = tostring(list[i])
    else
      kept[#kept + 1] = tostring(list[i])
    end
  end
  return table.concat(kept, "\n\n"), table.concat(removed, "\n\n")
end

-- What follows a line "-- ", when it is short enough to be a signature.
function M.signature(s)
  local at, from = nil, 1
  while true do
    local a, b = s:find("\n%-%- ?\n", from)
    if not a then break end
    at, from = a, b
  end
  if s:find("^%-%- ?\n") and not at then at = 0 end
  if not at then return s end
  local tail = s:sub(at + 1)
  local _, lines = tail:gsub("\n", "\n")
  if lines > 20 or #tail > 2000 then return s end
  return s:sub(1, at), tail
end

return M
