print("and now")
while True:
    pass
