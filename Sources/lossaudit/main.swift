print("lossaudit")
