-- refused: 71-syntax.lua:3:
return {
  api = = 1
}
