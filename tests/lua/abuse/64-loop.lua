-- refused: instructions
while true do end
