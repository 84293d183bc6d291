print("imported, and proud of it")
from pools import gather_cm
