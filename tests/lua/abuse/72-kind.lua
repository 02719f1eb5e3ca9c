-- refused: kind 'wizard' is not offered
return { api = 1, kind = "wizard", name = "a", match = { ext = "x" }, parse = print, }
